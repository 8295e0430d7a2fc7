import { z } from 'zod';
import type { Engine } from '../../engine/engine.ts';
import type { ConversationRecord, StateRecord } from '../../ports/records.ts';
import { readLine, type MessageLine } from '../../http/message-line.ts';

/** A session as Milo's clients know it; times are ISO without a zone, in UTC. Source: CONTRACT.md §2.1. */
export interface SessionInfo {
  readonly session_id: string;
  readonly current_step: number;
  readonly student_interests: readonly string[];
  readonly career_paths: readonly string[];
  readonly message_count: number;
  readonly created_at: string;
  readonly last_updated: string;
}

/** Whose state the guide's is, and the names of Milo's slots in it: those of `assistants/milo/guide.json`. */
const GUIDE = 'guide';
const guideData = z.object({
  stepNumber: z.int().min(1),
  slots: z.object({ interests: z.array(z.string()).default([]), careerPaths: z.array(z.string()).default([]) }),
});

/** A session in which nothing has happened. */
export function freshSession(sessionId: string, now: number): SessionInfo {
  return infoOf(sessionId, { createdAt: now, updatedAt: now }, null, 0);
}

export async function readSessionInfo(
  engine: Engine,
  owner: string,
  conversation: ConversationRecord,
  line?: MessageLine,
): Promise<SessionInfo> {
  const { settled, waiting } = line ?? (await readLine(engine, owner, conversation));
  const { id, externalKey } = conversation;
  if (settled === null) return infoOf(externalKey ?? id, conversation, null, 0);
  const [state, [length = 0]] = await Promise.all([
    engine.state(owner, id, GUIDE, settled),
    engine.branchLengths(owner, [{ conversation: id, leaf: settled }]),
  ]);
  return infoOf(externalKey ?? id, conversation, state, length + waiting.length);
}

/** Many sessions at once, in few questions. */
export async function readSessionInfos(
  engine: Engine,
  owner: string,
  conversations: readonly ConversationRecord[],
): Promise<readonly SessionInfo[]> {
  const begun = conversations.flatMap(({ id, head }) => (head === null ? [] : [{ conversation: id, leaf: head }]));
  const ids = begun.map(({ conversation }) => conversation);
  const [states, lengths] = await Promise.all([engine.states(owner, GUIDE, ids), engine.branchLengths(owner, begun)]);
  const stateOf = new Map(states.map((state) => [state.conversation, state]));
  const lengthOf = new Map(ids.map((id, place) => [id, lengths[place] ?? 0]));
  return Promise.all(
    conversations.map(async (conversation) => {
      const { id, externalKey } = conversation;
      const state = stateOf.get(id);
      // Without a state at its head a session is new, or messages wait in it.
      return state === undefined
        ? readSessionInfo(engine, owner, conversation)
        : infoOf(externalKey ?? id, conversation, state, lengthOf.get(id) ?? 0);
    }),
  );
}

function infoOf(
  sessionId: string,
  { createdAt, updatedAt }: Pick<ConversationRecord, 'createdAt' | 'updatedAt'>,
  state: StateRecord | null,
  messageCount: number,
): SessionInfo {
  const known = guideData.safeParse(state?.data).data;
  return {
    session_id: sessionId,
    current_step: known?.stepNumber ?? 1,
    student_interests: known?.slots.interests ?? [],
    career_paths: known?.slots.careerPaths ?? [],
    message_count: messageCount,
    created_at: isoTime(createdAt),
    last_updated: isoTime(updatedAt),
  };
}

/** `2024-01-01T12:00:00.000000`, in UTC: as Python writes a time that knows no zone. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000');
}
