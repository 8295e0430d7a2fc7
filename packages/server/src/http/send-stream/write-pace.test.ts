import { native, type TurnEvent, type TurnEventBody } from '@parlance/wire';
import { expect, test } from 'vitest';
import { ManualClock } from '../../adapters/clock/manual.ts';
import { LiveTurn } from '../../engine/live-turn.ts';
import type { TurnReader } from '../../engine/engine.ts';
import type { TurnRecord } from '../../ports/records.ts';
import { TurnFold, type LiveReader } from './turn-fold.ts';
import { WritePace } from './write-pace.ts';

const BUSY = 16;

/** A turn that is followed, and what its follower was written, one entry a write. */
function followed(pace: WritePace, id: string) {
  const live = new LiveTurn(recordOf(id), -1);
  const reader: TurnReader = {
    turn: live.record,
    committed: () => live.committedSeq,
    ended: () => live.over,
    read: () => Promise.resolve([]),
    subscribe: (listener) => live.subscribe(listener),
  };
  const fold = new TurnFold(reader, native, live.record, pace);
  const follow = (): { writes: string[]; reader: LiveReader<unknown> } => {
    const writes: string[] = [];
    const one: LiveReader<unknown> = {
      deliver: (encoded) => writes.push(encoded.writes.map(({ text }) => text).join('')),
    };
    fold.join(one, { ...fold.nearest({ seq: live.committedSeq, further: Number.MAX_SAFE_INTEGER }) });
    return { writes, reader: one };
  };
  let seq = 0;
  const commit = (...bodies: TurnEventBody[]): void => {
    live.publish(bodies.map((body): TurnEvent => ({ turn: id, seq: seq++, at: 0, ...body })));
  };
  return { ...follow(), follow, fold, commit, live };
}

function recordOf(id: string): TurnRecord {
  return {
    id,
    conversation: 'conversation',
    owner: 'anonymous',
    mount: 'native',
    operation: 'native.turn',
    assistant: 'assistant',
    model: 'model',
    userMessage: 'question',
    assistantMessage: 'answer',
    status: 'running',
    epoch: 1,
    node: 'node',
    attempts: 1,
    calls: [],
    cancelRequestedBy: null,
    maxTokens: 100,
    timeLimitMs: 1_000,
    correlationId: 'correlation',
    options: {},
    reserved: null,
    usage: null,
    createdAt: 0,
    endedAt: null,
  };
}

function word(text: string): TurnEventBody {
  return { type: 'part.delta', part: 0, text };
}

function server(turns: number) {
  const clock = new ManualClock();
  const pace = new WritePace(clock);
  const [turn, ...others] = Array.from({ length: turns }, (_, number) => followed(pace, `turn-${number}`));
  if (turn === undefined) throw new Error('a server without turns');
  return { clock, turn, others };
}

test('writes every commit at once while few turns are followed', () => {
  const { turn } = server(BUSY - 1);
  turn.commit(word('one'));
  turn.commit(word('two'));
  expect(turn.writes).toHaveLength(2);
});

test('writes the text of two commits together on a busy server', () => {
  const { clock, turn } = server(BUSY);
  turn.commit(word('one'));
  clock.advance(23);
  turn.commit(word('two'));
  expect(turn.writes).toHaveLength(1);
  clock.advance(23);
  turn.commit(word('three'));
  expect(turn.writes).toHaveLength(2);
  expect(turn.writes[1]).toMatch(/"two".*"three"/s);
});

test('writes what is not text, and the end, at once and after the text before it', () => {
  const { turn } = server(BUSY);
  turn.commit(word('one'));
  turn.commit(word('two'));
  turn.commit({ type: 'progress', step: 'looking', message: 'Looking.' });
  expect(turn.writes[1]).toMatch(/"two".*progress/s);
  turn.commit(word('three'));
  turn.commit({ type: 'turn.completed', finish: 'stop', text: 'onetwothree', message: 'answer' });
  expect(turn.writes).toHaveLength(3);
  expect(turn.writes[2]).toMatch(/"three".*turn\.completed/s);
});

test('writes the text of a turn that falls silent all the same', () => {
  const { clock, turn } = server(BUSY);
  turn.commit(word('one'));
  turn.commit(word('two'));
  clock.advance(80);
  expect(turn.writes).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

test('writes what waits when this server gives the turn up', () => {
  const { turn } = server(BUSY);
  turn.commit(word('one'));
  turn.commit(word('two'));
  turn.live.release();
  expect(turn.writes[1]).toContain('"two"');
});

test('holds no more than what a write takes', () => {
  const { turn } = server(BUSY);
  turn.commit(word('first'));
  turn.commit(...Array.from({ length: 60 }, () => word('some')));
  expect(turn.writes).toHaveLength(1);
  turn.commit(...Array.from({ length: 60 }, () => word('more')));
  expect(turn.writes).toHaveLength(2);
});

test('tells a reader that joins nothing twice, and the others nothing late', () => {
  const { turn } = server(BUSY);
  turn.commit(word('one'));
  turn.commit(word('two'));
  const late = turn.follow();
  expect(turn.writes[1]).toContain('"two"');
  expect(late.writes).toEqual([]);
  turn.commit({ type: 'part.ended', part: 0 });
  expect(late.writes).toEqual([turn.writes[2]]);
});

test('forgets turns that nobody follows any more', () => {
  const { clock, turn, others } = server(BUSY);
  turn.commit(word('one'));
  turn.commit(word('two'));
  turn.fold.leave(turn.reader);
  expect(clock.pending).toBe(0);
  others[0]?.commit(word('one'));
  others[0]?.commit(word('two'));
  expect(others[0]?.writes).toHaveLength(2);
});
