import { expect, test } from 'vitest';
import { frameReader } from './frames.ts';

const opening = ['{"type":"start","messageId":"m"}', '{"type":"start-step"}', '{"type":"text-start","id":"t"}'];
const ending = ['{"type":"text-end","id":"t"}', '{"type":"finish-step"}', '{"type":"finish"}', '[DONE]'];
const delta = (text: string, id = 't'): string => JSON.stringify({ type: 'text-delta', id, delta: text });
const whole = [...opening, delta('a'), delta(' b'), ...ending];

function read(frames: readonly string[]): { text: string; isOver: boolean } {
  const reader = frameReader('ui-message');
  const said = frames.map(reader);
  return { text: said.map(({ content }) => content).join(''), isOver: said.at(-1)?.isLast === true };
}

test('a UI message stream gives the text of its deltas and ends with [DONE]', () => {
  expect(read(whole)).toEqual({ text: 'a b', isOver: true });
  expect(read(whole.slice(0, -1))).toEqual({ text: 'a b', isOver: false });
});

test('a UI message stream that lacks any one part but a delta is refused', () => {
  for (const [index, frame] of whole.entries()) {
    if (frame.includes('text-delta') || frame === '[DONE]') continue;
    expect(() => read(whole.toSpliced(index, 1))).toThrow('had to come');
  }
});

test('a UI message stream with an error, an abort or a delta of another text is refused', () => {
  for (const wrong of ['{"type":"error","errorText":"x"}', '{"type":"abort"}']) {
    for (const index of whole.keys()) expect(() => read(whole.toSpliced(index, 0, wrong))).toThrow('had to come');
  }
  expect(() => read([...opening, delta('a', 'other')])).toThrow('a wrong delta');
});
