import type { ConversationPage } from '../../engine/engine.ts';
import { ParlanceError } from '../../engine/errors.ts';
import type { ConversationRecord } from '../../ports/records.ts';

type Position = NonNullable<ConversationPage['before']>;

/** Where a list of conversations, or of other things by time and id, goes on after this one. */
export function formatPageToken({ updatedAt, id }: Pick<ConversationRecord, 'updatedAt' | 'id'>): string {
  return Buffer.from(`${updatedAt}.${id}`).toString('base64url');
}

/** Reads what `formatPageToken` wrote; throws `validation` for everything else. */
export function parsePageToken(token: string): Position {
  const match = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  const id = match?.[2];
  if (id === undefined) throw new ParlanceError('validation', 'Is not the end of a page', { field: 'query.after' });
  return { updatedAt: Number(match?.[1]), id };
}
