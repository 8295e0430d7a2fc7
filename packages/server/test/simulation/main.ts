import { parseArgs } from 'node:util';
import { simulate, type RunResult } from './simulate.ts';

/**
 * `npm run faults` plays many seeds and stops at the first that breaks a promise; `-- --seed 17` replays one seed and
 * prints its schedule.
 */
const { values } = parseArgs({
  options: {
    turns: { type: 'string', default: '200000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    all: { type: 'boolean', default: false },
  },
});

process.exitCode = values.seed === undefined ? await search() : await replay(Number(values.seed));

async function search(): Promise<number> {
  const startedAt = performance.now();
  const wanted = Number(values.turns);
  const broken = new Map<string, number[]>();
  let turns = 0;
  let seed = Number(values.from);
  for (; turns < wanted; seed += 1) {
    const result = await simulate(seed);
    turns += result.turns;
    if (result.violation !== null) {
      if (!values.all) {
        return replay(seed);
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
  print(`${turns} turns of ${seed - Number(values.from)} runs, ${Math.round(turns / seconds)} turns a second`);
  for (const [rule, seeds] of broken) {
    print(`${rule}: ${seeds.length} runs: ${seeds.slice(0, 12).join(' ')}`);
  }
  return broken.size === 0 ? 0 : 1;
}

async function replay(seed: number): Promise<number> {
  const result = await simulate(seed, { traced: true });
  print(result.trace.join('\n'));
  print(summary(result));
  return result.violation === null ? 0 : 1;
}

function summary({ seed, violation, turns, steps, lasted }: RunResult): string {
  const verdict = violation === null ? 'all promises were kept' : `BROKEN ${violation.rule}: ${violation.what}`;
  return `seed ${seed}: ${turns} turns, ${steps} steps, ${lasted} ms: ${verdict}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
