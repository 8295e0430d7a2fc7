import { once, EventEmitter } from 'node:events';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startJobRunner, type JobRunner } from '../../src/jobs/job-runner.ts';
import type { JobHandler } from '../../src/ports/jobs.ts';
import type { JobRecord } from '../../src/ports/records.ts';
import { makeSqlite } from '../contracts/sqlite-subject.ts';
import { job, mustCommit, NOW } from '../contracts/store-fixtures.ts';
import type { FullStore, StoreSubject } from '../contracts/store-subject.ts';

const DELAYS = [10_000, 100_000];

/** A runner over a real store, and a word for each end of a run. */
function startRunner(subject: StoreSubject, handler: Partial<JobHandler>, node = 'first') {
  const ends = new EventEmitter();
  const seen: string[] = [];
  const runner: JobRunner = startJobRunner({
    store: subject.store,
    node,
    clock: subject.clock,
    random: () => 0.5,
    observer: {
      ended: ({ id }, outcome, reason) => {
        seen.push(`${outcome} ${reason}`);
        ends.emit(id);
      },
      unavailable: (error) => seen.push(`unavailable ${String(error)}`),
    },
    handlers: [
      {
        kind: 'webhook',
        atOnce: 2,
        timeLimitMs: 1_000,
        delaysMs: DELAYS,
        run: async () => ({ kind: 'done' }),
        bury: () => [],
        ...handler,
      },
    ],
  });
  const ended = async ({ id }: JobRecord): Promise<void> => void (await once(ends, id));
  return { runner, seen, ended };
}

async function add(store: FullStore, ...jobs: readonly JobRecord[]): Promise<void> {
  await mustCommit(store, ...jobs.map((one) => ({ kind: 'job.create', job: one }) as const));
}

function letter(of: JobRecord, reason: string) {
  const data = { reason, attempts: of.attempts };
  return { owner: 'alice', kind: 'dead', id: of.id, data, revision: 1, createdAt: NOW, updatedAt: NOW };
}

verifies(
  'jobs:retry',
  'A job that fails is tried again by its schedule, and kept as a dead letter after the last try',
  async () => {
    await using subject = await makeSqlite();
    const stored = job();
    await add(subject.store, stored);
    const tries: number[] = [];
    const { runner, seen, ended } = startRunner(subject, {
      run: async () => {
        tries.push(subject.clock.now() - NOW);
        throw new Error('no');
      },
      bury: (dead, reason) => [{ kind: 'setting.put', setting: letter(dead, reason) }],
    });
    for (const wait of [...DELAYS, 0]) {
      await ended(stored);
      subject.clock.advance(wait);
    }
    expect(tries).toEqual([0, 10_000, 110_000]);
    expect(seen).toEqual(['again no', 'again no', 'dead no']);
    expect(await subject.store.settings('alice', 'dead')).toMatchObject([{ data: { reason: 'no', attempts: 3 } }]);
    await runner.stop();
    subject.clock.advance(10_000_000);
    expect(await subject.store.claim(['webhook'], 'second', 1_000, 9)).toEqual([]);
  },
);

verifies(
  'jobs:at-once',
  'No more jobs of a kind run together than its handler wants, and all of them run',
  async () => {
    await using subject = await makeSqlite();
    const stored = Array.from({ length: 7 }, () => job());
    await add(subject.store, ...stored);
    let now = 0;
    let most = 0;
    const { runner, ended } = startRunner(subject, {
      run: async () => {
        most = Math.max(most, (now += 1));
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        return { kind: 'done' };
      },
    });
    await Promise.all(stored.map(ended));
    expect(most).toBe(2);
    await runner.stop();
  },
);

verifies(
  'jobs:exactly-once',
  'A job whose lease was lost has no effect: that of the other node is the one',
  async () => {
    await using subject = await makeSqlite();
    const stored = job();
    await add(subject.store, stored);
    const holding = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const effect = (of: JobRecord, who: string) =>
      ({ kind: 'done', writes: [{ kind: 'setting.put', setting: letter(of, who) }] }) as const;
    const slow = startRunner(subject, {
      run: async (of) => {
        begun.resolve();
        await holding.promise;
        return effect(of, 'slow');
      },
    });
    await begun.promise;
    // Beyond the time limit and the lease.
    subject.clock.advance(60_000);
    const other = startRunner(subject, { run: async (of) => effect(of, 'other') }, 'second');
    await other.ended(stored);
    const slowEnded = slow.ended(stored);
    holding.resolve();
    await slowEnded;
    expect(await subject.store.settings('alice', 'dead')).toMatchObject([{ revision: 1, data: { reason: 'other' } }]);
    await Promise.all([slow.runner.stop(), other.runner.stop()]);
  },
);

verifies(
  'jobs:stop',
  'A server that stops gives back what it had begun, due at once, and begins nothing more',
  async () => {
    await using subject = await makeSqlite();
    const stored = job();
    await add(subject.store, stored);
    const begun = Promise.withResolvers<void>();
    const { runner, seen } = startRunner(subject, {
      run: (_job, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
          begun.resolve();
        }),
    });
    await begun.promise;
    await runner.stop();
    expect(seen).toEqual([]);
    await add(subject.store, job());
    runner.wake();
    expect(await subject.store.claim(['webhook'], 'second', 1_000, 1)).toMatchObject([{ id: stored.id, attempts: 2 }]);
  },
);

verifies('jobs:too-often', 'A job that ends the process each time is given up, and not begun again', async () => {
  await using subject = await makeSqlite();
  const stored = job({ attempts: DELAYS.length + 1 });
  await add(subject.store, stored);
  let ran = false;
  const { runner, seen, ended } = startRunner(subject, {
    run: async () => {
      ran = true;
      return { kind: 'done' };
    },
  });
  await ended(stored);
  expect(seen).toEqual(['dead It was begun too often without an end.']);
  expect(ran).toBe(false);
  await runner.stop();
});
