import { messageText } from '../../http/message-text.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ConversationRecord, MessageRecord } from '../../ports/records.ts';
import { readLine } from '../../http/message-line.ts';
import { isoTime, readSessionInfo, type SessionInfo } from './session-info.ts';

/** The newest messages that one history holds, and their characters together. */
export const MOST_MESSAGES = 5_000;
export const MOST_CHARACTERS = 8_000_000;
const PAGE = 200;

export interface History {
  /** Oldest first. */
  readonly messages: readonly HistoryMessage[];
  readonly session_info: SessionInfo;
  /** Turns under way or waiting; each can be followed by its id as `Last-Event-ID`. */
  readonly active_turns: readonly string[];
}

interface HistoryMessage {
  readonly role: 'user' | 'assistant';
  /** For an answer that broke off or was cancelled: what there was of it, '' included. */
  readonly content: string;
  readonly timestamp: string;
  readonly status: MessageRecord['status'];
}

/** A session's messages, read page by page from the newest on until all are there or a bound is reached. */
export async function readHistory(engine: Engine, owner: string, conversation: ConversationRecord): Promise<History> {
  const line = await readLine(engine, owner, conversation);
  const newestFirst = line.waiting.toReversed().map(toHistory);
  let characters = newestFirst.reduce((sum, { content }) => sum + content.length, 0);
  for (let leaf = line.settled; leaf !== null && newestFirst.length < MOST_MESSAGES;) {
    const limit = Math.min(PAGE, MOST_MESSAGES - newestFirst.length);
    const page = await engine.messages(owner, conversation.id, limit, leaf);
    for (const message of page.toReversed().map(toHistory)) {
      characters += message.content.length;
      if (characters > MOST_CHARACTERS) break;
      newestFirst.push(message);
    }
    leaf = characters > MOST_CHARACTERS ? null : (page[0]?.parent ?? null);
  }
  const info = await readSessionInfo(engine, owner, conversation, line);
  return { messages: newestFirst.toReversed(), session_info: info, active_turns: line.turns };
}

function toHistory(message: MessageRecord): HistoryMessage {
  const { role, createdAt, status } = message;
  return { role, content: messageText(message), timestamp: isoTime(createdAt), status };
}
