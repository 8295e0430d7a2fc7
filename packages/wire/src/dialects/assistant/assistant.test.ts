import { expect } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { numberEvents } from '../../../test/arbitrary-log.ts';
import type { TurnEvent, TurnEventBody } from '../../events.ts';
import { assistant } from './assistant.ts';

const OPENING: readonly TurnEventBody[] = [
  { type: 'part.started', part: 0, kind: 'reasoning' },
  { type: 'part.delta', part: 0, text: 'hm' },
  { type: 'part.started', part: 1, kind: 'text' },
  { type: 'part.delta', part: 1, text: 'The' },
  { type: 'part.delta', part: 0, text: 'still thinking' },
  { type: 'part.delta', part: 1, text: ' answer é' },
];

function frames(events: readonly TurnEvent[]): readonly string[] {
  let state = assistant.start({ correlationId: 'abc-123' });
  return events.flatMap((event) => {
    const [next, made] = assistant.encode(state, event);
    state = next;
    return made.map(({ data }) => data);
  });
}

verifies('wire:assistant:frames', 'sends the text and no reasoning, numbered, and an empty final frame', () => {
  const events = numberEvents('t', [
    ...OPENING,
    { type: 'turn.completed', finish: 'stop', text: 'The answer é', message: 'm' },
  ]);
  expect(frames(events)).toEqual([
    '{"content":"The","sequence":0,"is_final":false,"correlation_id":"abc-123"}',
    '{"content":" answer \\u00e9","sequence":1,"is_final":false,"correlation_id":"abc-123"}',
    '{"content":"","sequence":2,"is_final":true,"correlation_id":"abc-123"}',
  ]);
});

verifies('wire:assistant:error', 'ends a failed turn with one frame that holds the error', () => {
  const events = numberEvents('t', [
    ...OPENING,
    { type: 'turn.failed', code: 'upstream_stalled', message: 'No "answer"\n', retryable: true, partial: 'The' },
  ]);
  expect(frames(events).slice(2)).toEqual([
    '{"content":"","sequence":-1,"is_final":true,"correlation_id":"abc-123","error":"No \\"answer\\"\\n"}',
  ]);
});

verifies('wire:assistant:cancel', 'ends a cancelled turn as a finished one, also before it started', () => {
  const cancelled = { type: 'turn.cancelled', by: 'alice', partial: '' } as const;
  expect(frames(numberEvents('t', [...OPENING, cancelled])).at(-1)).toBe(
    '{"content":"","sequence":2,"is_final":true,"correlation_id":"abc-123"}',
  );
  expect(frames(numberEvents('t', [cancelled]))).toEqual([
    '{"content":"","sequence":0,"is_final":true,"correlation_id":"abc-123"}',
  ]);
});
