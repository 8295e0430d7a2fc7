import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { simulate } from './simulate.ts';

const TURNS = 10_000;
const TURNS_A_SECOND = 1_000;
/** Lines of the schedule that a failure shows; `npm run faults -- --seed N` prints all. */
const SHOWN = 60;

verifies(
  'simulation:oracle simulation:rate fault:I1 fault:I2 fault:I3 fault:I4 fault:I5 fault:I6 points:reconcile',
  'every promise is kept in ten thousand turns',
  async () => {
    const before = process.threadCpuUsage();
    let turns = 0;
    for (let seed = 1; turns < TURNS; seed += 1) {
      const result = await simulate(seed);
      turns += result.turns;
      if (result.violation !== null) {
        const { trace } = await simulate(seed, { traced: true });
        const { rule, what } = result.violation;
        expect.fail(`seed ${seed} broke ${rule}: ${what}\n${trace.slice(-SHOWN).join('\n')}`);
      }
    }
    const { user, system } = process.threadCpuUsage(before);
    expect((turns * 1_000_000) / (user + system)).toBeGreaterThan(TURNS_A_SECOND);
  },
);

verifies('simulation:replay', 'a seed plays the same run again, and another seed another one', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const [first, again] = [await simulate(seed, { traced: true }), await simulate(seed, { traced: true })];
    expect(again).toEqual(first);
    expect((await simulate(seed + 1, { traced: true })).trace).not.toEqual(first.trace);
  }
});
