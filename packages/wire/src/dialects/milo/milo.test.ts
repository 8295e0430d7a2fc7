import { expect } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { numberEvents } from '../../../test/arbitrary-log.ts';
import type { TurnEventBody } from '../../events.ts';
import { milo } from './milo.ts';

const OPENING: readonly TurnEventBody[] = [
  { type: 'progress', step: 'queued', message: 'One answer before this one.' },
  { type: 'part.started', part: 0, kind: 'reasoning' },
  { type: 'part.delta', part: 0, text: 'hm' },
  { type: 'part.started', part: 1, kind: 'text' },
  { type: 'part.delta', part: 1, text: 'Hi' },
  { type: 'part.delta', part: 0, text: 'still thinking' },
  { type: 'part.delta', part: 1, text: ' "you" é\u2028' },
  { type: 'part.ended', part: 1 },
  { type: 'state', scope: 'guide', patch: { step: 'explore' }, version: 1 },
];

function frames(bodies: readonly TurnEventBody[]): readonly string[] {
  let state = milo.start(undefined);
  return numberEvents('t', bodies).flatMap((event) => {
    const [next, made] = milo.encode(state, event);
    state = next;
    return made.map(({ data }) => data);
  });
}

verifies('wire:milo:frames', 'sends the text and no reasoning, one frame for each piece, then done', () => {
  const completed = { type: 'turn.completed', finish: 'stop', text: 'Hi "you" é\u2028', message: 'm' } as const;
  expect(frames([...OPENING, completed])).toEqual([
    '{"content":"Hi"}',
    '{"content":" \\"you\\" \\u00e9\\u2028"}',
    '{"done":true}',
  ]);
});

verifies('wire:milo:error', 'ends a failed turn with one frame that holds the error, and no done', () => {
  const failed = {
    type: 'turn.failed',
    code: 'timeout',
    message: 'Too "slow"\n',
    retryable: true,
    partial: '',
  } as const;
  expect(frames([...OPENING, failed]).slice(2)).toEqual(['{"error":"Too \\"slow\\"\\n"}']);
});

verifies('wire:milo:cancel', 'ends a cancelled turn as a finished one, also before it started', () => {
  const cancelled = { type: 'turn.cancelled', by: 'alice', partial: '' } as const;
  expect(frames([...OPENING, cancelled]).at(-1)).toBe('{"done":true}');
  expect(frames([cancelled])).toEqual(['{"done":true}']);
});
