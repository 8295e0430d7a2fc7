import { beforeEach, expect, vi } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { Mutant } from './mutants/mutant.ts';
import { portMutants } from './mutants/port-mutants.ts';
import { turnMutants } from './mutants/turn-mutants.ts';
import { writerMutants } from './mutants/writer-mutants.ts';

beforeEach(() => {
  vi.resetModules();
  return () => {
    vi.doUnmock('../../src/engine/accept-turn.ts');
    vi.doUnmock('../../src/engine/cancel-turn.ts');
    vi.doUnmock('../../src/engine/finish-turn.ts');
    vi.doUnmock('../../src/engine/group-commit.ts');
    vi.doUnmock('../../src/engine/idempotency.ts');
    vi.doUnmock('../../src/engine/live-turn.ts');
    vi.doUnmock('../../src/engine/read-turn.ts');
    vi.doUnmock('../../src/engine/recover-turns.ts');
    vi.doUnmock('../../src/engine/resolve-doubt.ts');
    vi.doUnmock('../../src/engine/run-turn.ts');
    vi.doUnmock('../../src/engine/settle-turn.ts');
    vi.doUnmock('../../src/engine/start-turn.ts');
    vi.doUnmock('../../src/engine/turn-writer.ts');
    vi.doUnmock('./store/apply-points-write.ts');
  };
});

for (const mutant of [...portMutants, ...writerMutants, ...turnMutants]) {
  verifies('simulation:mutants', `finds ${mutant.name}`, async () => {
    const found = await seedsUntilFound(mutant);
    expect(mutant.rules).toContain(found.rule);
    expect(found.seeds).toBeLessThanOrEqual(mutant.within);
  });
}

async function seedsUntilFound({ plant, within }: Mutant): Promise<{ readonly rule: string; readonly seeds: number }> {
  const options = plant();
  // Loaded after the planting, so that everything is made of the altered module.
  const { simulate } = await import('./simulate.ts');
  for (let seed = 1; seed <= within; seed += 1) {
    const { violation } = await simulate(seed, options);
    if (violation !== null) {
      return { rule: violation.rule, seeds: seed };
    }
  }
  return { rule: 'none', seeds: within };
}
