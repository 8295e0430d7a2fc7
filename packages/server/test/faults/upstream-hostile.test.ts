import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { Script, Step } from '../support/fake-provider/script.ts';
import { Chance } from '../support/chance.ts';
import { startUpstream, WIRES, type WireName } from '../support/upstream.ts';
import { wireFrames } from '../support/wire-bytes.ts';

/** Runs of each wire; the seed of a failed one is in its message. */
const RUNS = Number(process.env['HOSTILE_RUNS'] ?? '25');
const PIECES = [
  'a',
  ' é',
  '漢字',
  '🎉🎉',
  ' \u2028',
  '"\\',
  '\r\n\r\ndata: x',
  '[DONE]',
  'Ä'.repeat(300),
  ' the',
  ' end',
];
const BETWEEN = [
  ': comment\n\n',
  'event: ping\ndata: {"type": "ping"}\n\n',
  'data: {"type":"later"}\n\n',
  '\n\n\n\n',
  'retry: 1\nid: \0\n\n',
  Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x0a]),
];
const BREAKING = ['data: {"broken\n\n', 'data: [1,2]\n\n', `data: ${'x'.repeat(1_100_000)}\n\n`, 'data: "text"\n\n'];
const ENDS: readonly Step[] = [{ kind: 'cut' }, { kind: 'fin' }, { kind: 'end' }];

interface Hostile {
  readonly script: Script;
  /** What was said before anything broke; all that may be shown is a beginning of it. */
  readonly said: string;
  /** Nothing broke. */
  readonly whole: boolean;
}

const RUNTIMES: readonly (readonly [wire: WireName, runtime: 'direct' | 'agents'])[] = [
  ...WIRES.map((wire) => [wire, 'direct'] as const),
  ['openai', 'agents'],
  ['responses', 'agents'],
];

describe.each(RUNTIMES)('bytes at random from a provider over %s (%s)', (wire, runtime) => {
  verifies(
    'upstream:hostile',
    'end each turn once, with a beginning of what was said',
    async () => {
      await using upstream = await startUpstream({ wire, environment: { ASSISTANT_RUNTIME: runtime } });
      for (let seed = 1; seed <= RUNS; seed += 1) {
        const { script, said, whole } = hostile(wire, seed);
        upstream.provider.respondWith(() => script);
        const { text, terminal, turn } = await upstream.ask();
        const run = `seed ${seed} of ${wire}: ${terminal.type}`;
        expect(said.startsWith(text), `${run}: ${JSON.stringify(text)} of ${JSON.stringify(said)}`).toBe(true);
        if (whole) expect({ text, end: terminal.type }, run).toEqual({ text: said, end: 'turn.completed' });
        else expect(terminal.type, run).toBe('turn.failed');
        // Asked again only where nothing had been shown.
        expect(turn.upstream_calls.length, run).toBeLessThanOrEqual(text === '' ? 3 : 1);
      }
    },
    60_000,
  );
});

function hostile(wire: WireName, seed: number): Hostile {
  const chance = new Chance(seed);
  const texts = Array.from({ length: chance.below(8) }, () => chance.pick(PIECES));
  const frames = wireFrames(wire, {
    steps: [
      { kind: 'role' },
      ...texts.map((text): Step => ({ kind: 'delta', text })),
      { kind: 'finish', reason: 'stop' },
      { kind: 'usage', input: 3, output: texts.length },
      { kind: 'done' },
    ],
  });
  const whole = chance.below(3) === 0;
  // Before the frames that say that the answer is complete.
  const breaksAt = whole ? frames.length : chance.below(texts.length + 2);
  const bytes = Buffer.concat([
    ...frames.slice(0, breaksAt).flatMap((frame) => [noise(chance), Buffer.from(frame)]),
    ...(whole ? [] : [broken(chance, frames[breaksAt] ?? '')]),
  ]);
  const ending: readonly Step[] = whole ? [] : [chance.pick(ENDS)];
  return { script: { steps: [...split(chance, bytes), ...ending] }, said: texts.join(''), whole };
}

function noise(chance: Chance): Buffer {
  return chance.below(3) === 0 ? Buffer.from(chance.pick(BETWEEN)) : Buffer.alloc(0);
}

/** A frame that stops in its middle, or what is no frame. */
function broken(chance: Chance, frame: string): Buffer {
  if (chance.below(2) === 0) return Buffer.from(chance.pick(BREAKING));
  // Its last line end is what would make it an event.
  const bytes = Buffer.from(frame.trimEnd());
  return bytes.subarray(0, chance.below(bytes.length + 1));
}

function split(chance: Chance, bytes: Buffer): readonly Step[] {
  const steps: Step[] = [];
  const most = chance.pick([1, 7, 100, 100_000]);
  const size = Math.max(most, Math.ceil(bytes.length / 500));
  for (let at = 0; at < bytes.length;) {
    const length = 1 + chance.below(size);
    steps.push({ kind: 'chunk', bytes: bytes.subarray(at, at + length) });
    at += length;
  }
  return steps;
}
