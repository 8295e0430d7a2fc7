import type { Engine } from '../../engine/engine.ts';
import { ParlanceError } from '../../engine/errors.ts';
import type { ConversationRecord } from '../../ports/records.ts';
import { readSessionInfos, type SessionInfo } from './session-info.ts';

export const MOUNT = 'milo';

/** Sessions that one answer lists, the last changed first; the others are still there by their ids. */
export const MOST_SESSIONS = 1_000;
const PAGE = 100;

/** The owner's newest sessions, read page by page, so that no page holds up other requests. */
export async function listSessions(engine: Engine, owner: string): Promise<readonly SessionInfo[]> {
  const sessions: SessionInfo[] = [];
  let last: ConversationRecord | undefined;
  do {
    const page: readonly ConversationRecord[] = await engine.conversations(owner, {
      mount: MOUNT,
      limit: Math.min(PAGE, MOST_SESSIONS - sessions.length),
      ...(last === undefined ? {} : { before: last }),
    });
    last = page.at(-1);
    sessions.push(...(await readSessionInfos(engine, owner, page)));
  } while (last !== undefined && sessions.length < MOST_SESSIONS);
  return sessions;
}

export function findSession(engine: Engine, owner: string, sessionId: string): Promise<ConversationRecord | null> {
  return engine.conversationByKey(owner, MOUNT, sessionId);
}

/** Cancels what runs in the session and removes it with all that was made for it. What is not there is gone already. */
export async function deleteSession(engine: Engine, owner: string, sessionId: string): Promise<void> {
  const conversation = await findSession(engine, owner, sessionId);
  if (conversation === null) return;
  await engine.deleteConversation(owner, conversation.id).catch((error: unknown) => {
    if (!(error instanceof ParlanceError) || error.code !== 'not_found') throw error;
  });
}
