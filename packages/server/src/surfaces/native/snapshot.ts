import { formatCursor, type TurnEvent } from '@parlance/wire';
import type { z } from 'zod';
import type { Engine } from '../../engine/engine.ts';
import { ParlanceError } from '../../engine/errors.ts';
import { newestMessages } from '../../http/message-line.ts';
import type { MessageRecord, TurnRecord } from '../../ports/records.ts';
import { toMessage, toTurn } from './resources.ts';
import type { messageResource, openTurnResource } from './schemas.ts';

/** What a client needs to show a conversation and to follow it from there without a gap and without a repeat. */
export interface Snapshot {
  readonly messages: readonly z.output<typeof messageResource>[];
  readonly turns: readonly z.output<typeof openTurnResource>[];
}

/** A turn may end between two reads; then both are done again, so that no answer falls between them. */
const TRIES = 5;
const PAGE = 1_024;

export async function readSnapshot(engine: Engine, owner: string, id: string, limit: number): Promise<Snapshot> {
  let open = await engine.openTurns(owner, id);
  let messages: readonly MessageRecord[] = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    messages = await newestMessages(engine, await engine.conversation(owner, id), limit);
    const now = await engine.openTurns(owner, id);
    const unchanged = now.length === open.length && now.every((turn, index) => turn.id === open[index]?.id);
    open = now;
    if (unchanged) break;
  }
  const answered = new Set(messages.map((message) => message.id));
  const waiting = open.filter((turn) => !answered.has(turn.assistantMessage));
  const turns = await Promise.all(waiting.map((turn) => readOpenTurn(engine, owner, turn)));
  return { messages: messages.map(toMessage), turns };
}

async function readOpenTurn(engine: Engine, owner: string, turn: TurnRecord): Promise<Snapshot['turns'][number]> {
  const reader = await engine.reader(owner, turn.id);
  let text = '';
  let seq = -1;
  // What a model thinks aloud is no part of its answer.
  const reasoning = new Set<number>();
  for (;;) {
    const events = await reader.read(seq, PAGE).catch(emptyIfTrimmed);
    const last = events.at(-1);
    if (last === undefined) return { ...toTurn(turn), text, cursor: formatCursor(turn.id, seq) };
    for (const event of events) {
      if (event.type === 'part.started' && event.kind === 'reasoning') reasoning.add(event.part);
      // Text of an open turn is all in its deltas; one that ended meanwhile repeats it in the terminal.
      if (event.type === 'part.delta' && !reasoning.has(event.part)) text += event.text;
    }
    seq = last.seq;
  }
}

function emptyIfTrimmed(error: unknown): readonly TurnEvent[] {
  if (error instanceof ParlanceError && error.code === 'log_trimmed') return [];
  throw error;
}
