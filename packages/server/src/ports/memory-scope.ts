import type { ConversationRecord } from './records.ts';

/** The system whose conversations are with one member of the staff each. */
const STAFF_MOUNT = 'staff';

/**
 * Whose memory a conversation feeds, beside its owner: the assistant, such as `staff`, or one member of the staff, such
 * as `staff/maya`. In the staff's own conversations the key begins with the member's id, up to the first `/`.
 */
export function memoryScopeOf({
  assistant,
  mount,
  externalKey,
}: Pick<ConversationRecord, 'assistant' | 'mount' | 'externalKey'>): string {
  const [member] = mount === STAFF_MOUNT && externalKey !== null ? externalKey.split('/') : [];
  return member === undefined ? assistant : `${assistant}/${member}`;
}

/**
 * The scopes that a conversation of `scope` recalls from, its own first: a member of the staff knows what was said to it
 * and what was said to the staff as a whole, never what was said to another member.
 */
export function recalledScopes(scope: string): readonly string[] {
  const [assistant] = scope.split('/');
  return assistant === undefined || assistant === scope ? [scope] : [scope, assistant];
}
