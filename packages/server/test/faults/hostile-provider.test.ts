import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startUpstream, WIRES, type WireName } from '../support/upstream.ts';
import { hostileScript } from './hostile/hostile-script.ts';
import { judgeHostile, type Runtime } from './hostile/judge-hostile.ts';

/** Seeds of each wire; `npm run faults -- --hostile N` plays more, and any one again. */
const SEEDS = Number(process.env['HOSTILE_RUNS'] ?? 40);
const FIRST = Number(process.env['FIRST_SEED'] ?? 1);
/** Of one seed, milliseconds: enough on a slow machine. */
const PATIENCE_MS = 1_000;

const RUNTIMES: readonly (readonly [wire: WireName, runtime: Runtime])[] = [
  ...WIRES.map((wire) => [wire, 'direct'] as const),
  ['openai', 'agents'],
  ['responses', 'agents'],
];

describe.each(RUNTIMES)('bytes at random from a provider over %s (%s)', (wire, runtime) => {
  verifies(
    'upstream:hostile fault:I2 fault:I3 fault:I5 fault:I6',
    'end each turn once: with what was said, or a beginning of it and a code, and usage as it was counted',
    async () => {
      await using upstream = await startUpstream({ wire, stepMs: 100, environment: { ASSISTANT_RUNTIME: runtime } });
      for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
        expect(await judgeHostile(upstream, wire, seed, runtime)).toBeNull();
      }
    },
    30_000 + SEEDS * PATIENCE_MS,
  );
});

test('a seed makes the same bytes in the same pieces, and another seed others', () => {
  for (const wire of WIRES) {
    for (let seed = 1; seed <= 50; seed += 1) {
      expect(hostileScript(wire, seed)).toEqual(hostileScript(wire, seed));
      expect(hostileScript(wire, seed).script).not.toEqual(hostileScript(wire, seed + 1).script);
    }
  }
});

test('the seeds of a normal run meet every way to go wrong, and answers that do not', () => {
  const stories = Array.from({ length: 40 }, (_, index) => hostileScript('openai', index + 1).story);
  for (const kind of ['whole', 'cut', 'junk', 'wrong type', 'stall', 'half frame', 'broken chunk']) {
    expect(
      stories.some((story) => story.startsWith(kind)),
      kind,
    ).toBe(true);
  }
});

test('a whole answer that is judged as if it had said something else is found', async () => {
  await using upstream = await startUpstream();
  const whole = Array.from({ length: 40 }, (_, index) => index + 1).find(
    (seed) => hostileScript('openai', seed).outcome === 'whole' && hostileScript('openai', seed).said !== '',
  );
  const altered: typeof upstream = {
    ...upstream,
    ask: async (...scripts) => ({ ...(await upstream.ask(...scripts)), text: 'other' }),
  };
  expect(await judgeHostile(altered, 'openai', whole ?? 0, 'direct')).toContain('is no beginning of');
});
