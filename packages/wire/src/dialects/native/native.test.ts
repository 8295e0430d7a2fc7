import fc from 'fast-check';
import { expect } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { anyTurnLog, numberEvents } from '../../../test/arbitrary-log.ts';
import type { TurnEvent, TurnEventBody } from '../../events.ts';
import { native } from './native.ts';

const HEADER = { id: 't', conversation: 'c', assistantMessage: 'm', correlationId: 'abc-123' };

function bodyOf(events: readonly TurnEvent[]): unknown {
  let state = native.start(HEADER);
  for (const event of events) [state] = native.encode(state, event);
  return native.body(state);
}

verifies('wire:native:frames', 'gives each event as one frame that holds it whole', () => {
  fc.assert(
    fc.property(anyTurnLog, ({ header, events }) => {
      let state = native.start(header);
      for (const event of events) {
        const [next, frames] = native.encode(state, event);
        state = next;
        expect(frames).toHaveLength(1);
        const data = frames[0]?.data ?? '';
        expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(event)));
        expect(data).toMatch(/^\{"turn":"[^"]+","seq":\d+,"at":\d+,"type":"[^"]+",/);
      }
    }),
  );
});

const OPENING: readonly TurnEventBody[] = [
  { type: 'part.started', part: 0, kind: 'text' },
  { type: 'part.delta', part: 0, text: 'Hi' },
];
const OUTCOME = { turn: 't', conversation: 'c', message: 'm', correlationId: 'abc-123' };

verifies('wire:native:body', 'tells a completed turn with its usage and citations', () => {
  const usage = { input: 3, output: 0, provider: 'p', model: 'x', estimated: false };
  const citation = { id: '1', source: { kind: 'document', title: 'Guide', ref: 'd1', page: 2 } } as const;
  const events = numberEvents('t', [
    ...OPENING,
    { type: 'citation', ...citation },
    { type: 'usage', ...usage },
    { type: 'turn.completed', finish: 'length', text: 'Hi', message: 'm', result: { step: 2 } },
  ]);
  expect(bodyOf(events)).toEqual({
    ...OUTCOME,
    status: 'completed',
    text: 'Hi',
    citations: [citation],
    usage,
    finish: 'length',
    result: { step: 2 },
  });
});

verifies('wire:native:body', 'tells a failed and a cancelled turn with their partial text', () => {
  const failed = { type: 'turn.failed', code: 'timeout', message: 'Too slow.', retryable: true, partial: 'H' } as const;
  const cancelled = { type: 'turn.cancelled', by: 'alice', partial: 'Hi' } as const;
  const nothing = { citations: [], usage: null };
  expect(bodyOf(numberEvents('t', OPENING))).toEqual({ ...OUTCOME, ...nothing, status: 'running', text: '' });
  expect(bodyOf(numberEvents('t', [...OPENING, failed]))).toEqual({
    ...OUTCOME,
    ...nothing,
    status: 'failed',
    text: 'H',
    error: { code: 'timeout', message: 'Too slow.', retryable: true },
  });
  expect(bodyOf(numberEvents('t', [...OPENING, cancelled]))).toEqual({
    ...OUTCOME,
    ...nothing,
    status: 'cancelled',
    text: 'Hi',
    cancelledBy: 'alice',
  });
});
