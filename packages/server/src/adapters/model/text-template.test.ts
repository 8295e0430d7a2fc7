import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import type { ModelEvent } from '../../ports/model.ts';
import { ChatReader } from './openai/chat-reader.ts';
import { TextTemplate } from './text-template.ts';

/** What each of the events gives, with the failure where it has one. */
function read(events: readonly string[]): readonly unknown[] {
  let emitted: ModelEvent[] = [];
  const failure = { host: 'provider' };
  const reader = new ChatReader((event) => emitted.push(event), failure);
  return events.map((data) => {
    emitted = [];
    let failed = '';
    try {
      reader.event({ event: 'message', data, id: '' });
    } catch (error) {
      failed = String(error);
    }
    return { emitted, failed, finish: reader.finish, completed: reader.completed };
  });
}

/** The same to a parser, but no two begin alike, so that the short cut is never taken. */
function apart(events: readonly string[]): readonly string[] {
  return events.map((data, index) => ' '.repeat(index) + data);
}

const chunk = (text: string): string => `{"id":"a","choices":[{"index":0,"delta":{"content":${text}}}],"b":"content"}`;

/** Texts as they stand in JSON, right and wrong. */
const literal = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(text)),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.string({ unit: 'binary' }).map((text) => `"${text}"`),
  fc.constantFrom(
    '"',
    '""',
    '"a"',
    '"content"',
    '"\\""',
    '"\\u0061"',
    '"\\ud83c\\udf89"',
    '"\u2028"',
    '"\t"',
    '"\\',
    'null',
    '1',
    '["a"]',
    '"a"},"finish_reason":"stop","x":{"y":"z"',
    '"a","content":"b"',
    '"a","delta":{"content":"b"}',
    '"\\"content\\":\\"x\\""',
    '"a","refusal":"b"',
    '"a","reasoning":"b"',
    '"a"}}],"error":{"message":"no"},"c":[{"delta":{"content":"b"',
    '"a"}}],"usage":{"prompt_tokens":1,"completion_tokens":2},"c":[{"delta":{"content":"b"',
  ),
);
/** Shapes of chunks; `%` is where a text goes. Some hold it twice, or where it is not the text. */
const SHAPES = [
  '{"choices":[{"index":0,"delta":{"content":%}}]}',
  '{"choices": [{"delta": {"role": "assistant", "content": %}, "index": 0, "finish_reason": null}], "usage": null}',
  '{"id":%,"choices":[{"index":0,"delta":{"content":%}}]}',
  '{"choices":[{"index":0,"delta":{"content":%,"content":"b"}}]}',
  '{"choices":[{"index":0,"delta":{"content":"b","content":%}}]}',
  '{"choices":[{"index":0,"delta":{"content":"b"}}],"choices":[{"index":0,"delta":{"content":%}}]}',
  '{"content":%,"choices":[{"index":0,"delta":{"content":"b"}}]}',
  '{"x":{"choices":[{"delta":{"content":%}}]},"choices":[{"index":0,"delta":{"content":"b"}}]}',
  '{"x":"\\"content\\":","choices":[{"index":0,"delta":{"content":%}}]}',
  '{"choices":[{"index":0,"delta":{"content":%},"finish_reason":"stop"}]}',
  '{"choices":[{"index":1,"delta":{"content":%}}]}',
  '{"choices":[{"index":0,"delta":{"content":"b"}},{"index":0,"delta":{"content":%}}]}',
  '{"choices":[{"index":0,"delta":{"reasoning":"b","content":%}}]}',
  '{"choices":[{"index":0,"delta":{"content":%}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}',
  '{%:"x","choices":[{"index":0,"delta":{"content":"b"}}]}',
  '{"choices":[{"index":0,"delta":{%:"b"}}]}',
];
const event = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom(...SHAPES), literal).map(([shape, text]) => shape.replaceAll('%', () => text)),
  },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
);
/** Events of few shapes and texts come again, so that what was learned is used. */
const stream = fc.oneof(
  fc.array(event, { maxLength: 12 }),
  fc
    .tuple(fc.constantFrom(...SHAPES), fc.array(literal, { minLength: 2, maxLength: 12 }))
    .map(([shape, texts]) => texts.map((text) => shape.replaceAll('%', () => text))),
);

describe('the short cut past the parser', () => {
  verifies('model:chunks model:malformed', 'gives exactly what the parser gives, whatever comes', () => {
    fc.assert(
      fc.property(stream, (events) => {
        expect(read(events)).toEqual(read(apart(events)));
      }),
      { numRuns: 5_000 },
    );
  });

  test('is taken for every chunk of a usual stream after the first', () => {
    let parsed = 0;
    const template = new TextTemplate((json) => {
      parsed += 1;
      return /"content":"([^"]*)"/.exec(json)?.[1];
    });
    const texts = ['Hello', ' there', '.', ' é 漢字 🎉', '', ' "quoted"', '\n', ' end'];
    const taken = texts.map((text) => {
      const json = chunk(JSON.stringify(text));
      const found = template.read(json);
      if (found === undefined) template.learn(json);
      return found;
    });
    expect(taken).toEqual([undefined, ' there', '.', ' é 漢字 🎉', '', undefined, undefined, ' end']);
    expect(parsed).toBe(2);
  });

  test('stops to learn where each chunk differs in more than its text', () => {
    let parsed = 0;
    const template = new TextTemplate((json) => {
      parsed += 1;
      return /"content":"([^"]*)"/.exec(json)?.[1];
    });
    for (let index = 0; index < 100; index += 1) {
      const json = `{"content":"a","padding":"${'x'.repeat(index)}"}`;
      expect(template.read(json)).toBeUndefined();
      template.learn(json);
    }
    expect(parsed).toBeLessThanOrEqual(12);
  });
});
