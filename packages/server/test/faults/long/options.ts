import { parseArgs } from 'node:util';
import { LONG_SUITES, type LongSuite } from './long-suites.ts';

const TURNS = 200_000;

/** What one call of `npm run faults` is to do. */
export interface Plan {
  readonly help: boolean;
  /** Null: no simulation. */
  readonly turns: number | null;
  readonly from: number;
  readonly all: boolean;
  /** One seed of the simulation, to be replayed. */
  readonly seed: number | null;
  readonly suites: readonly { readonly suite: LongSuite; readonly count: number }[];
}

/** Throws a `TypeError` with one line where the arguments make no sense. */
export function planOf(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      turns: { type: 'string' },
      from: { type: 'string', default: '1' },
      all: { type: 'boolean', default: false },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
      ...Object.fromEntries(LONG_SUITES.map(({ option }) => [option, { type: 'string' as const }])),
    },
  });
  const given = new Map(Object.entries(values));
  const suites = LONG_SUITES.flatMap((suite) => {
    const text = given.get(suite.option);
    return typeof text === 'string' ? [{ suite, count: count(`--${suite.option}`, text) }] : [];
  });
  const seed = values.seed === undefined ? null : count('--seed', values.seed);
  const asked = values.turns === undefined ? null : count('--turns', values.turns);
  return {
    help: values.help,
    turns: asked ?? (suites.length > 0 || seed !== null ? null : TURNS),
    from: count('--from', values.from),
    all: values.all,
    seed,
    suites,
  };
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new TypeError(`${option} wants a whole number from 1 on, not ${JSON.stringify(text)}.`);
  }
  return value;
}

export function helpText(): string {
  const suites = LONG_SUITES.map(({ option, counts }) => `  ${`--${option} N`.padEnd(16)}  ${counts}`);
  return `Looks for broken promises for longer than a normal test run does.

  npm run faults                  ${TURNS} turns of the simulation
  npm run faults -- [options]     what the options name, one after the other

The simulation of the engine, where one integer is one run:
  --turns N         as many turns, seed after seed; stops at the first broken promise and prints its schedule
  --all             goes on after a broken promise, and sums up
  --seed S          plays one seed again and prints its schedule

Real servers, the same tests as in a normal run with another number:
${suites.join('\n')}

  --from S          the first seed, of --turns and of --hostile; --hostile 1 --from S plays one seed again
  --help            this text
`;
}
