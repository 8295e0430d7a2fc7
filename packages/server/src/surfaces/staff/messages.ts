import { messageText } from '../../http/message-text.ts';
import { readLine } from '../../http/message-line.ts';
import type { ConversationPage, Engine } from '../../engine/engine.ts';
import { ParlanceError } from '../../engine/errors.ts';
import type { ConversationRecord, MessageRecord } from '../../ports/records.ts';
import { isWith, keyOf } from './conversation-key.ts';
import { MOUNT } from './members.ts';

const PAGE = 200;

/** A message as the staff's clients know it. Source: CONTRACT.md §2.5. */
export interface StaffMessage {
  readonly id: string;
  readonly staff_id: string;
  readonly message_type: 'user' | 'assistant';
  readonly content: string;
  /** Conversations are between one user and one member. */
  readonly is_group_discussion: false;
  readonly group_discussion_id: null;
  readonly created_at: string;
  readonly status: MessageRecord['status'];
}

export interface StaffMessages {
  readonly messages: readonly StaffMessage[];
  readonly total: number;
  readonly staff_id: string;
  /** Answers under way or waiting; each can be followed by its id as `Last-Event-ID`. */
  readonly active_turns: readonly string[];
}

export interface MessagePage {
  readonly limit: number;
  readonly offset: number;
  readonly order: 'asc' | 'desc';
  /** One of several conversations with the member; null for the first. */
  readonly conversation: string | null;
}

export function toStaffMessage(message: MessageRecord, staffId: string): StaffMessage {
  return {
    id: message.id,
    staff_id: staffId,
    message_type: message.role,
    content: messageText(message),
    is_group_discussion: false,
    group_discussion_id: null,
    created_at: new Date(message.createdAt).toISOString(),
    status: message.status,
  };
}

/** A page of what the owner and the member wrote; `offset` counts from the newest message, or from the oldest (`asc`). */
export async function readMessages(
  engine: Engine,
  owner: string,
  staffId: string,
  page: MessagePage,
): Promise<StaffMessages> {
  const conversation = await engine.conversationByKey(owner, MOUNT, keyOf(staffId, page.conversation));
  if (conversation === null) return { messages: [], total: 0, staff_id: staffId, active_turns: [] };
  const { id } = conversation;
  const { settled, waiting, turns } = await readLine(engine, owner, conversation);
  const [length = 0] = settled === null ? [] : await engine.branchLengths(owner, [{ conversation: id, leaf: settled }]);
  const total = length + waiting.length;
  const count = Math.max(0, Math.min(page.limit, total - page.offset));
  const skip = page.order === 'desc' ? page.offset : total - page.offset - count;
  const newestFirst = count === 0 ? [] : await takeMessages(engine, conversation, settled, waiting, { skip, count });
  const ordered = page.order === 'desc' ? newestFirst : newestFirst.toReversed();
  const messages = ordered.map((message) => toStaffMessage(message, staffId));
  return { messages, total, staff_id: staffId, active_turns: turns };
}

/** Walks from the newest message back, a page at a time, so that none of them holds up other requests. */
async function takeMessages(
  engine: Engine,
  { owner, id }: ConversationRecord,
  settled: string | null,
  waiting: readonly MessageRecord[],
  { skip, count }: { readonly skip: number; readonly count: number },
): Promise<readonly MessageRecord[]> {
  const taken = waiting.toReversed().slice(skip, skip + count);
  let left = Math.max(0, skip - waiting.length);
  for (let leaf = settled; leaf !== null && taken.length < count;) {
    const page = await engine.messages(owner, id, Math.min(PAGE, left + count - taken.length), leaf);
    taken.push(...page.toReversed().slice(left, left + count - taken.length));
    left = Math.max(0, left - page.length);
    leaf = page[0]?.parent ?? null;
  }
  return taken;
}

/** Cancels what runs in conversations with the member and removes them. What is not there is gone already. */
export async function forgetMessages(engine: Engine, owner: string, staffId: string): Promise<void> {
  let before: ConversationPage['before'];
  for (;;) {
    const page = await engine.conversations(owner, {
      mount: MOUNT,
      limit: PAGE,
      ...(before === undefined ? {} : { before }),
    });
    for (const { id, externalKey } of page) {
      if (isWith(staffId, externalKey)) await remove(engine, owner, id);
    }
    const last = page.at(-1);
    if (last === undefined) return;
    before = { updatedAt: last.updatedAt, id: last.id };
  }
}

async function remove(engine: Engine, owner: string, conversation: string): Promise<void> {
  await engine.deleteConversation(owner, conversation).catch((error: unknown) => {
    if (!(error instanceof ParlanceError) || error.code !== 'not_found') throw error;
  });
}
