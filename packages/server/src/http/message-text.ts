import { textOf, type MessageRecord } from '../ports/records.ts';

/** The text of a stored message, as every system shows it. */
export function messageText({ parts }: Pick<MessageRecord, 'parts'>): string {
  return textOf(parts);
}
