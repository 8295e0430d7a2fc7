import { ClientError } from '../errors.ts';
import { isRecord, textIn } from '../json.ts';

/** As `textIn`, for a field without which the answer is not one of a Parlance server; throws `ClientError`. */
export function requiredText(value: unknown, field: string): string {
  return textIn(value, field) ?? fail(field);
}

/** The items of a list, each read by `read`; throws `ClientError` where there is no list. */
export function listIn<Item>(value: unknown, field: string, read: (item: unknown) => Item): readonly Item[] {
  const found = isRecord(value) ? value[field] : undefined;
  return Array.isArray(found) ? found.map((item: unknown) => read(item)) : fail(field);
}

/** One of a few words; throws `ClientError` for any other. */
export function wordIn<Word extends string>(value: unknown, field: string, words: readonly Word[]): Word {
  const found = textIn(value, field);
  return words.find((word) => word === found) ?? fail(field);
}

function fail(field: string): never {
  throw new ClientError('protocol', `The server's answer has no valid "${field}".`);
}
