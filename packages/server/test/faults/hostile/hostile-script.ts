import { Chance } from '../../support/chance.ts';
import type { Script, Step } from '../../support/fake-provider/script.ts';
import type { WireName } from '../../support/upstream.ts';
import { wireFrames } from '../../support/wire-bytes.ts';
import { BETWEEN, BREAKING, PIECES, WRONG_TYPES } from './bytes.ts';

/** One hostile answer, and what may come of it. */
export interface Hostile {
  readonly script: Script;
  /** What was said before anything broke; all that may be shown is a beginning of it. */
  readonly said: string;
  /** `whole`: nothing broke. `broken`: a failure with one of `codes`. `either`: the bytes can be read both ways. */
  readonly outcome: 'whole' | 'broken' | 'either';
  /** What the provider counted, to be kept as it is; null where nothing is promised. */
  readonly usage: { readonly input: number; readonly output: number } | null;
  /** In a few words, for whoever reads of a failed seed. */
  readonly story: string;
}

/** How an answer goes wrong. */
type Break = 'cut' | 'junk' | 'wrong type' | 'stall' | 'half frame' | 'broken chunk';
const BREAKS: readonly Break[] = ['cut', 'junk', 'wrong type', 'stall', 'half frame', 'broken chunk'];

/** What a provider over this wire does for this seed: the same bytes in the same pieces each time. */
export function hostileScript(wire: WireName, seed: number): Hostile {
  const chance = new Chance(seed);
  const texts = Array.from({ length: chance.below(8) }, () => chance.pick(PIECES));
  const usage = { input: chance.below(3) * 1_000, output: chance.below(3) * 7 };
  const frames = wireFrames(wire, {
    steps: [
      { kind: 'role' },
      ...texts.map((text): Step => ({ kind: 'delta', text })),
      { kind: 'finish', reason: 'stop' },
      { kind: 'usage', ...usage },
      { kind: 'done' },
    ],
  });
  const said = texts.join('');
  if (chance.below(3) === 0) {
    const bytes = Buffer.concat(frames.map((frame) => withNoise(chance, frame)));
    return { script: { steps: split(chance, bytes) }, said, outcome: 'whole', usage, story: 'whole' };
  }
  // Before the frames that say that the answer is complete.
  const at = chance.below(texts.length + 2);
  const how = chance.pick(BREAKS);
  const before = Buffer.concat(frames.slice(0, at).map((frame) => withNoise(chance, frame)));
  const { steps, outcome } = breaking(chance, wire, how, frames[at] ?? '');
  return {
    script: { steps: [...split(chance, before), ...steps] },
    said,
    outcome,
    usage: null,
    story: `${how} before frame ${at} of ${frames.length}`,
  };
}

interface Broken {
  readonly steps: readonly Step[];
  readonly outcome: 'broken' | 'either';
}

function breaking(chance: Chance, wire: WireName, how: Break, frame: string): Broken {
  const end = chance.pick<Step>([{ kind: 'cut' }, { kind: 'fin' }, { kind: 'end' }]);
  switch (how) {
    case 'cut':
      return { steps: [end], outcome: 'broken' };
    case 'stall':
      return { steps: [{ kind: 'headers' }, { kind: 'hang' }], outcome: 'broken' };
    case 'half frame': {
      // Its last line end is what would make it an event.
      const bytes = Buffer.from(frame.trimEnd());
      return { steps: [chunk(bytes.subarray(0, chance.below(bytes.length + 1))), end], outcome: 'broken' };
    }
    case 'junk':
      return { steps: [chunk(chance.pick(BREAKING)), end], outcome: 'broken' };
    case 'wrong type':
      return { steps: [chunk(chance.pick(WRONG_TYPES[wire])), end], outcome: 'broken' };
    case 'broken chunk':
      return {
        steps: [
          { kind: 'headers' },
          { kind: 'raw', bytes: chance.pick(['zz\r\n', '-1\r\n', 'ffffffffffffffff\r\n']) },
          { kind: 'hang' },
        ],
        outcome: 'broken',
      };
  }
}

function withNoise(chance: Chance, frame: string): Buffer {
  const noise = chance.below(3) === 0 ? Buffer.from(chance.pick(BETWEEN)) : Buffer.alloc(0);
  return Buffer.concat([noise, Buffer.from(frame)]);
}

function split(chance: Chance, bytes: Buffer): readonly Step[] {
  const steps: Step[] = [];
  const most = chance.pick([1, 7, 100, 100_000]);
  const size = Math.max(most, Math.ceil(bytes.length / 500));
  for (let at = 0; at < bytes.length;) {
    const length = 1 + chance.below(size);
    steps.push(chunk(bytes.subarray(at, at + length)));
    at += length;
  }
  return steps;
}

function chunk(bytes: string | Uint8Array): Step {
  return { kind: 'chunk', bytes };
}
