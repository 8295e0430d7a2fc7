import type { TurnEvent } from '@parlance/wire';
import { expect, test } from 'vitest';
import type { TurnRecord } from '../ports/records.ts';
import type { EngineContext } from './engine-context.ts';
import { LiveTurn } from './live-turn.ts';
import { readTurn } from './read-turn.ts';

function delta(seq: number): TurnEvent {
  return { turn: 't', seq, at: 0, type: 'part.delta', part: 0, text: String(seq) };
}

test('shows of a log that is ahead only what has been announced, so that nobody sees it twice', async () => {
  const record = { id: 't', owner: 'alice' } as TurnRecord;
  const live = new LiveTurn(record, 1);
  const log = [0, 1, 2, 3].map(delta);
  const context = {
    live: new Map([['t', live]]),
    log: { read: async (_turn: string, after: number) => log.filter(({ seq }) => seq > after) },
  } as unknown as EngineContext;
  const reader = readTurn(context, record);
  expect((await reader.read(-1, 9)).map(({ seq }) => seq)).toEqual([0, 1]);
  expect(await reader.read(1, 9)).toEqual([]);
  live.publish([delta(2), delta(3)]);
  expect((await reader.read(1, 9)).map(({ seq }) => seq)).toEqual([2, 3]);
});
