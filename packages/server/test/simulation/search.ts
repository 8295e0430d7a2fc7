import { simulate, type RunResult } from './simulate.ts';

export interface Search {
  readonly turns: number;
  /** The first seed. */
  readonly from: number;
  /** Goes on after a run that broke a promise, and sums up at the end. */
  readonly all: boolean;
}

/** Plays seed after seed until there were so many turns, or one broke a promise; prints, and says whether all was well. */
export async function searchSimulation({ turns: wanted, from, all }: Search): Promise<boolean> {
  const startedAt = performance.now();
  const broken = new Map<string, number[]>();
  let turns = 0;
  let seed = from;
  for (; turns < wanted; seed += 1) {
    const result = await simulate(seed);
    turns += result.turns;
    if (result.violation !== null) {
      if (!all) {
        return replaySimulation(seed);
      }
      const { rule, what } = result.violation;
      const seeds = broken.get(rule) ?? [];
      broken.set(rule, [...seeds, seed]);
      if (seeds.length < 3) {
        print(`seed ${seed}: ${rule}: ${what.slice(0, 300)}`);
      }
    }
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  print(`${turns} turns of ${seed - from} runs, ${Math.round(turns / seconds)} turns a second`);
  for (const [rule, seeds] of broken) {
    print(`${rule}: ${seeds.length} runs: ${seeds.slice(0, 12).join(' ')}`);
  }
  return broken.size === 0;
}

/** Plays one seed and prints its schedule. */
export async function replaySimulation(seed: number): Promise<boolean> {
  const result = await simulate(seed, { traced: true });
  print(result.trace.join('\n'));
  print(summary(result));
  return result.violation === null;
}

function summary({ seed, violation, turns, steps, lasted }: RunResult): string {
  const verdict = violation === null ? 'all promises were kept' : `BROKEN ${violation.rule}: ${violation.what}`;
  return `seed ${seed}: ${turns} turns, ${steps} steps, ${lasted} ms: ${verdict}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
