import fc from 'fast-check';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { LogLines } from '../http/support/log-lines.ts';
import { caughtIn, SHAPED } from './support/canaries.ts';

const SECRET_NAMES = ['api_key', 'apiKey', 'Authorization', 'set-cookie', 'clientSecret', 'PASSWORD', 'refresh_token'];
const PIECE = 'Q7canaryUnderAKey';

/** Puts a value anywhere into something that may be logged. */
const wrapped = (inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { maxDepth: 4 },
    inner,
    inner.map((value) => [1, value]),
    inner.map((value) => ({ note: 'x', value })),
    inner.map((value) => new Map([['entry', value]])),
    inner.map((value) => new Set([value])),
    inner.map((value) => Object.assign(new Error('x'), { value })),
    inner.map((value) => new Error('x', { cause: { value } })),
    inner.map((value) => ({ deep: [{ deeper: [value] }] })),
  );

const around = fc.oneof(
  fc.constant(''),
  fc.string({ maxLength: 30 }).map((text) => `${text} `),
  fc.constant('\n'),
);

verifies('fault:S13', 'what looks like a secret is hidden in any text, at any depth, beside anything', () => {
  fc.assert(
    fc.property(fc.constantFrom(...SHAPED), around, around, fc.boolean(), (canary, before, after, asJson) => {
      const text = `${before}${canary.text}${after.trimEnd()}`;
      const lines = new LogLines();
      const log = lines.logger('DEBUG');
      const value = asJson ? JSON.stringify({ text }) : text;
      log.debug('text', { value, list: [{ value }], [value.slice(0, 200)]: 1 });
      log.error('error', { error: new Error(value, { cause: new TypeError(value) }) });
      expect(caughtIn(lines.text, [canary])).toEqual([]);
      expect(lines.records).toHaveLength(3);
    }),
    { numRuns: 1_500 },
  );
});

verifies('fault:S13', 'what stands under a name of a secret is hidden whatever it is and wherever it stands', () => {
  const secret = fc.constantFrom<unknown>(PIECE, [PIECE], { a: PIECE }, new Map([['a', PIECE]]), new Error(PIECE));
  const named = fc.tuple(fc.constantFrom(...SECRET_NAMES), secret).map(([name, value]) => ({ [name]: value }));
  fc.assert(
    fc.property(wrapped(wrapped(named)), (value) => {
      const lines = new LogLines();
      const log = lines.logger('DEBUG');
      log.debug('x', { value });
      log.warning('x', { cause: value });
      expect(lines.text).not.toContain(PIECE);
    }),
    { numRuns: 1_000 },
  );
});

verifies('fault:S13', 'a configured secret is hidden in any text, also where the text is cut', () => {
  const configured = 'of no form at all';
  fc.assert(
    fc.property(fc.integer({ min: 3_900, max: 4_100 }), (length) => {
      const lines = new LogLines();
      lines.logger('INFO', [configured]).info('x', { text: `${'a'.repeat(length)}${configured}` });
      expect(lines.text).not.toContain('of no');
    }),
  );
});
