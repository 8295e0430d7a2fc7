import { ParlanceError } from '../engine/errors.ts';
import { recalledScopes } from '../ports/memory-store.ts';
import {
  type MessageIndex,
  MessageIndexUnavailable,
  type RecallHit,
  type RecallQuery,
  type RecallScope,
} from '../ports/message-index.ts';
import { estimateTokens } from '../ports/token-counter.ts';
import type { Services } from './services.ts';

/** The assistant that has members. */
const STAFF = 'staff';

/** Searches for a request: rejects with `ParlanceError` where nothing can be searched, or nothing is there for it. */
export async function recallFor(
  index: Pick<MessageIndex, 'search'>,
  query: RecallQuery,
): Promise<readonly RecallHit[]> {
  const hits = await index.search(query).catch((error: unknown) => {
    if (!(error instanceof MessageIndexUnavailable)) throw error;
    throw new ParlanceError('storage_unavailable', 'Messages cannot be searched now.', { retryAfter: 1, cause: error });
  });
  if (hits === null) throw new ParlanceError('not_found', 'There is no such conversation.');
  return hits;
}

/** `staff`: all conversations with it. `staff/maya`: what this member may recall. */
export function scopeOfAssistant(name: string): RecallScope {
  return name.includes('/') ? { kind: 'scopes', scopes: recalledScopes(name) } : { kind: 'assistant', assistant: name };
}

/** Whether this is the name of a member of the staff, who may have been removed. */
export function isOfStaff(name: string): boolean {
  return name.startsWith(`${STAFF}/`);
}

/** Rejects with `not_found` where the owner has no assistant, or no member of the staff (`staff/maya`), of this name. */
export async function checkAssistant(
  { assistants, staff }: Pick<Services, 'assistants' | 'staff'>,
  owner: string,
  name: string,
): Promise<void> {
  const [assistant = '', member] = name.split('/');
  const isKnown =
    assistants.get(assistant) !== undefined &&
    (member === undefined || (assistant === STAFF && (await staff.get(owner, member)) !== null));
  if (!isKnown) throw new ParlanceError('not_found', 'There is no assistant of this name.');
}

/** The best as far as their texts fit, the first always. */
export function withinBudget(hits: readonly RecallHit[], tokens: number): readonly RecallHit[] {
  let spent = 0;
  const end = hits.findIndex(({ text }, at) => {
    spent += estimateTokens(text);
    return at > 0 && spent > tokens;
  });
  return end === -1 ? hits : hits.slice(0, end);
}
