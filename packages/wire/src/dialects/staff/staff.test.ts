import { expect } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { numberEvents } from '../../../test/arbitrary-log.ts';
import type { TurnEventBody } from '../../events.ts';
import { staff } from './staff.ts';

const OPENING: readonly TurnEventBody[] = [
  { type: 'progress', step: 'queued', message: 'One answer before this one.' },
  { type: 'part.started', part: 0, kind: 'reasoning' },
  { type: 'part.delta', part: 0, text: 'hm' },
  { type: 'part.started', part: 1, kind: 'text' },
  { type: 'part.delta', part: 1, text: 'Hi' },
  { type: 'part.delta', part: 0, text: 'still thinking' },
  { type: 'part.delta', part: 1, text: ' "you" é\u2028' },
  { type: 'part.ended', part: 1 },
];
const TOKENS = ['{"type":"token","content":"Hi"}', '{"type":"token","content":" \\"you\\" \\u00e9\\u2028"}'];

function frames(bodies: readonly TurnEventBody[]): readonly string[] {
  let state = staff.start({ assistantMessage: 'the-answer' });
  return numberEvents('t', bodies).flatMap((event) => {
    const [next, made] = staff.encode(state, event);
    state = next;
    return made.map(({ data }) => data);
  });
}

verifies(
  'wire:staff:frames',
  'sends a token for each piece of text and no reasoning, then the id of the message',
  () => {
    const completed = {
      type: 'turn.completed',
      finish: 'stop',
      text: 'Hi "you" é\u2028',
      message: 'the-answer',
    } as const;
    expect(frames([...OPENING, completed])).toEqual([...TOKENS, '{"type":"done","message_id":"the-answer"}']);
  },
);

verifies('wire:staff:error', 'ends a failed turn with one error that holds the detail, and no done', () => {
  const failed = {
    type: 'turn.failed',
    code: 'timeout',
    message: 'Too "slow"\n',
    retryable: true,
    partial: '',
  } as const;
  expect(frames([...OPENING, failed])).toEqual([...TOKENS, '{"type":"error","detail":"Too \\"slow\\"\\n"}']);
});

verifies(
  'wire:staff:cancel',
  'ends a cancelled turn with the message that holds what was said, also before it ran',
  () => {
    const cancelled = { type: 'turn.cancelled', by: 'alice', partial: '' } as const;
    expect(frames([...OPENING, cancelled]).at(-1)).toBe('{"type":"done","message_id":"the-answer"}');
    expect(frames([cancelled])).toEqual(['{"type":"done","message_id":"the-answer"}']);
  },
);
