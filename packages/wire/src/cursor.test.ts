import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { anyText } from '../test/arbitrary-log.ts';
import { formatCursor, parseCursor } from './cursor.ts';

const TURN = '01890a5d-ac96-774b-bcce-b302099a8057';

test('reads back every place that it can write', () => {
  const place = fc.nat({ max: 9_999_999_999 });
  fc.assert(
    fc.property(fc.uuid(), place, place, (turn, seq, further) => {
      expect(parseCursor(formatCursor(turn, seq, further))).toEqual({ turn, seq, further });
      expect(parseCursor(formatCursor(turn))).toEqual({ turn, seq: -1, further: 0 });
    }),
  );
});

verifies('wire:cursor:strict', 'takes one spelling of each place and nothing else', () => {
  const refused = [
    '',
    'x',
    `${TURN}:`,
    `${TURN}:-1`,
    `${TURN}:+1`,
    `${TURN}:01`,
    `${TURN}:00`,
    `${TURN}:NaN`,
    `${TURN}:1e9`,
    `${TURN}:1.0`,
    `${TURN}:0x1`,
    `${TURN}:12345678901`,
    `${TURN}:1\0`,
    `${TURN}:1\n`,
    `${TURN}:1 `,
    ` ${TURN}:1`,
    `${TURN}:1:0`,
    `${TURN}:1:-1`,
    `${TURN}:1:1:1`,
    `${TURN}:١`,
    `${TURN.toUpperCase()}:1`,
    `{${TURN}}:1`,
    TURN.slice(1),
    `${TURN}:1`.repeat(200),
    `${TURN}:${'1'.repeat(8192)}`,
  ];
  for (const text of refused) expect(parseCursor(text), text).toBeNull();
});

verifies('wire:cursor:strict', 'writes again exactly what it takes', () => {
  fc.assert(
    fc.property(fc.constantFrom('', TURN, `${TURN}:`, `${TURN}:1`, `${TURN}:1:`), anyText, (head, tail) => {
      const text = head + tail;
      const cursor = parseCursor(text);
      if (cursor) expect(formatCursor(cursor.turn, cursor.seq, cursor.further)).toBe(text);
    }),
    { numRuns: 500 },
  );
});
