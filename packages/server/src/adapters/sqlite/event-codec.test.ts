import type { TurnEvent, TurnEventBody } from '@parlance/wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEvents, encodeEvents } from './event-codec.ts';

const json = fc.jsonValue();
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\n', 'a\nb', '\r', '\0', '\ud800', ',', '1,0,x', '{', '{"at":1}', '\u2028', '👍', ''),
);
const body = fc.oneof(
  fc.record({ type: fc.constant('part.delta' as const), part: fc.nat(9), text }),
  fc.record({ type: fc.constant('tool.ready' as const), call: text, input: json }),
  fc.record({ type: fc.constant('turn.cancelled' as const), by: text, partial: text }),
);

test('Decoding gives exactly the events that were encoded, from any cursor and up to any limit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(2 ** 42), body), { minLength: 1, maxLength: 30 }),
      fc.nat(1_000),
      fc.integer({ min: -2, max: 32 }),
      fc.nat(32),
      (bodies, firstSeq, skip, limit) => {
        const events = bodies.map(
          ([at, rest], index) =>
            // Through JSON once, because -0 and undefined are not JSON and never stored.
            JSON.parse(
              JSON.stringify({ turn: 't', seq: firstSeq + index, at, ...(rest as TurnEventBody) }),
            ) as TurnEvent,
        );
        const lines = encodeEvents(events);
        expect(lines.split('\n')).toHaveLength(events.length);
        const after = firstSeq + skip - 1;
        const wanted = events.filter(({ seq }) => seq > after).slice(0, limit);
        const decoded = decodeEvents('t', lines, firstSeq, after, limit);
        expect(decoded).toEqual(wanted);
        expect(JSON.stringify(decoded)).toBe(JSON.stringify(wanted));
      },
    ),
    { numRuns: 300 },
  );
});

test('A usual delta costs its text and a short prefix', () => {
  const delta: TurnEvent = { turn: 't', seq: 0, at: 1_767_225_600_000, type: 'part.delta', part: 0, text: ' "word"' };
  expect(encodeEvents([delta])).toBe('1767225600000,0, "word"');
});
