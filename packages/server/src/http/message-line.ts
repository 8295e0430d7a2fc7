import type { Engine } from '../engine/engine.ts';
import type { ConversationRecord, MessageRecord } from '../ports/records.ts';

/**
 * The line of messages that leads to a conversation's newest one. While messages wait for their turn, each follows an answer
 * that is not written yet, so the line has gaps there; it is read from both sides of them.
 */
export interface MessageLine {
  /** The newest message of what has no gap; null in a conversation without messages. */
  readonly settled: string | null;
  /** Messages after the gaps, oldest first. */
  readonly waiting: readonly MessageRecord[];
  /** Turns that have not ended, oldest first. */
  readonly turns: readonly string[];
}

export async function readLine(engine: Engine, owner: string, conversation: ConversationRecord): Promise<MessageLine> {
  const { id, head } = conversation;
  const open = await engine.openTurns(owner, id);
  const turns = open.map((turn) => turn.id);
  if (head === null || open.length < 2) return { settled: head, waiting: [], turns };
  const asked = new Map(open.map(({ assistantMessage, userMessage }) => [assistantMessage, userMessage]));
  const waiting: MessageRecord[] = [];
  let settled = head;
  // No more rounds than there are open turns, of which a conversation has few.
  for (let left = open.length; left > 0; left -= 1) {
    const [message] = await engine.messages(owner, id, 1, settled);
    const before = asked.get(message?.parent ?? '');
    if (message === undefined || before === undefined) break;
    waiting.unshift(message);
    settled = before;
  }
  return { settled, waiting, turns };
}

/** The newest messages of the line, oldest first, at most `limit`. */
export async function newestMessages(
  engine: Engine,
  conversation: ConversationRecord,
  limit: number,
): Promise<readonly MessageRecord[]> {
  const { settled, waiting } = await readLine(engine, conversation.owner, conversation);
  const left = limit - waiting.length;
  if (settled === null || left <= 0) return waiting.slice(-limit);
  return [...(await engine.messages(conversation.owner, conversation.id, left, settled)), ...waiting];
}

/** Those right before one of its messages, oldest first, at most `limit`; none where there is no such message. */
export async function messagesBefore(
  engine: Engine,
  { owner, id }: ConversationRecord,
  message: string,
  limit: number,
): Promise<readonly MessageRecord[]> {
  const open = await engine.openTurns(owner, id);
  const asked = new Map(open.map(({ assistantMessage, userMessage }) => [assistantMessage, userMessage]));
  const [{ parent } = { parent: null }] = await engine.messages(owner, id, 1, message);
  // A message that waits follows an answer that is not written yet; before that comes what was asked.
  return parent === null ? [] : await engine.messages(owner, id, limit, asked.get(parent) ?? parent);
}
