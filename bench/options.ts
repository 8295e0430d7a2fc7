import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Names of the figures; all where empty. */
  readonly only: readonly string[];
  /** Rounds in which each server is measured once. */
  readonly pairs: number;
  /** About how long one half of a pair takes. */
  readonly seconds: number;
  /** Small sizes and few pairs: shows that everything works, not how fast it is. */
  readonly quick: boolean;
  /** Names of the servers beside the reference; all where empty. */
  readonly targets: readonly string[];
  /** Sets servers made of other libraries beside the relay too; installs them where they are not. */
  readonly peers: boolean;
  readonly help: boolean;
}

export const usage = `npm run bench -- [options]
  --only paced,flood   measure these figures only, and write no file (capacity runs only when it is named)
  --pairs 8            rounds in which each server is measured once
  --seconds 6          length of one half of a pair
  --targets parlance   servers to set beside the relay
  --peers              beside the same job done with other libraries: installs them under bench/peers, and writes what
                       was measured into bench/PEERS.md, a section for each figure (with --targets: writes no file)
  --quick              small and short: shows that it works, proves nothing, writes no file
  --help`;

/** Throws with a sentence about what is wrong. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      pairs: { type: 'string' },
      seconds: { type: 'string' },
      targets: { type: 'string', default: '' },
      peers: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    only: list(values.only),
    targets: list(values.targets),
    pairs: positive('--pairs', values.pairs, values.quick ? 2 : 8),
    seconds: positive('--seconds', values.seconds, values.quick ? 1 : 6),
    peers: values.peers,
    quick: values.quick,
    help: values.help,
  };
}

function list(value: string): string[] {
  return value.split(',').filter(Boolean);
}

function positive(name: string, value: string | undefined, fallback: number): number {
  const number = value === undefined ? fallback : Number(value);
  if (!(number > 0 && number <= 100)) throw new Error(`${name} must be a number above 0 and at most 100`);
  return number;
}
