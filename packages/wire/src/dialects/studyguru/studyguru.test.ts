import { expect } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { numberEvents } from '../../../test/arbitrary-log.ts';
import type { TurnEventBody } from '../../events.ts';
import { studyguru } from './studyguru.ts';

const AT = 1_234_567_890_123;

const OPENING: readonly TurnEventBody[] = [
  {
    type: 'turn.started',
    conversation: 'interaction-1',
    isNewConversation: true,
    owner: 'alice é',
    userMessage: 'u',
    assistantMessage: 'a',
    model: 'm',
    correlationId: 'c',
    mount: 'studyguru',
  },
  { type: 'progress', step: 'queued', message: 'One answer before this one.' },
  { type: 'part.started', part: 0, kind: 'reasoning' },
  { type: 'part.delta', part: 0, text: 'hm' },
  { type: 'part.started', part: 1, kind: 'text' },
  { type: 'part.delta', part: 1, text: '4 "é"\u2028' },
  { type: 'part.ended', part: 1 },
];
const USAGE: TurnEventBody = {
  type: 'usage',
  input: 100,
  output: 50,
  points: 5,
  provider: 'p',
  model: 'm',
  estimated: false,
};
const FIRST_FRAMES = [
  '{"type":"metadata","interaction_id":"interaction-1","is_new_interaction":true,"user_id":"alice \\u00e9"}',
  '{"type":"token","content":"4 \\"\\u00e9\\"\\u2028","timestamp":1234567890.123}',
];

function frames(bodies: readonly TurnEventBody[]): readonly string[] {
  let state = studyguru.start(undefined);
  return numberEvents('t', bodies).flatMap((event) => {
    const [next, made] = studyguru.encode(state, { ...event, at: AT });
    state = next;
    return made.map(({ data }) => data);
  });
}

verifies('wire:studyguru:frames', 'sends metadata, the text without reasoning, and what it cost', () => {
  const completed = { type: 'turn.completed', finish: 'stop', text: '4 "é"\u2028', message: 'a' } as const;
  expect(frames([...OPENING, USAGE, completed])).toEqual([
    ...FIRST_FRAMES,
    '{"type":"complete","content":"4 \\"\\u00e9\\"\\u2028","tokens_used":150,"points_cost":5,"timestamp":1234567890.123}',
  ]);
});

verifies('wire:studyguru:error', 'ends a failed turn with an error and no complete', () => {
  const failed = {
    type: 'turn.failed',
    code: 'timeout',
    message: 'Too "slow"\n',
    retryable: true,
    partial: '4',
  } as const;
  expect(frames([...OPENING, USAGE, failed])).toEqual([
    ...FIRST_FRAMES,
    '{"type":"error","error":"Too \\"slow\\"\\n","timestamp":1234567890.123}',
  ]);
});

verifies('wire:studyguru:cancel', 'completes a cancelled turn with what was said, also before it started', () => {
  const cancelled = { type: 'turn.cancelled', by: 'alice', partial: '4' } as const;
  expect(frames([...OPENING, USAGE, cancelled]).at(-1)).toBe(
    '{"type":"complete","content":"4","tokens_used":150,"points_cost":5,"timestamp":1234567890.123}',
  );
  expect(frames([{ ...cancelled, partial: '' }])).toEqual([
    '{"type":"complete","content":"","tokens_used":0,"points_cost":0,"timestamp":1234567890.123}',
  ]);
});
