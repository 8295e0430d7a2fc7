import type { RequestIssue } from '../../http/invalid-request.ts';

/** What a client may call a further conversation with a member. */
export const CONVERSATION_ID = '^[A-Za-z0-9_-]{1,64}$';
const ID = new RegExp(CONVERSATION_ID);

/** The name of a conversation in `fields`: null for the member's first one, which has none; or what is wrong with it. */
export function conversationIn(
  fields: Readonly<Record<string, unknown>>,
  place: 'body' | 'query',
): string | null | RequestIssue {
  const value = fields['conversation_id'];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && ID.test(value)) return value;
  const msg = 'String should be 1 to 64 letters, digits, hyphens and underscores';
  const ctx = { pattern: CONVERSATION_ID };
  return { type: 'string_pattern_mismatch', loc: [place, 'conversation_id'], msg, input: value, ctx };
}

/** The key of a conversation with the member: all of them feed the member's memory, see `scopeOf`. */
export function keyOf(member: string, conversation: string | null): string {
  return conversation === null ? member : `${member}/${conversation}`;
}

/** Whether the key is that of a conversation with the member. */
export function isWith(member: string, key: string | null): boolean {
  return key === member || key?.startsWith(`${member}/`) === true;
}
