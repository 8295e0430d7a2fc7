import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { describeCase } from './describe-case.ts';
import { commit, job, mustCommit, NOW } from './store-fixtures.ts';
import type { ContractOptions, FullStore, MakeStore } from './store-subject.ts';
import type { JobRecord } from '../../src/ports/records.ts';

export type QueueCase = 'leases' | 'jobs';

/** Every MUST of `ports/queue.ts`; run by each queue. */
export function queueContract(name: string, make: MakeStore, options: ContractOptions<QueueCase> = {}): void {
  describe(`the queue contract on ${name}`, () => {
    describeCase('jobs', options, () => {
      verifies('store:jobs', 'gives due jobs of the wanted kinds, oldest first, and counts the attempt', async () => {
        await using subject = await make();
        const { store } = subject;
        const late = job({ runAt: NOW - 1 });
        const early = job({ runAt: NOW - 2, payload: 'text' });
        const third = job({ runAt: NOW });
        await add(store, late, early, third, job({ runAt: NOW + 1 }), job({ kind: 'other', runAt: NOW - 9 }));
        expect(await store.claim(['webhook', 'mail'], 'first', 1_000, 2)).toEqual([
          { ...early, attempts: 1 },
          { ...late, attempts: 1 },
        ]);
        expect(await store.claim(['webhook'], 'first', 1_000, 9)).toEqual([{ ...third, attempts: 1 }]);
        expect(await store.claim([], 'first', 1_000, 9)).toEqual([]);
      });

      verifies('store:jobs', 'holds one job of each kind and key, and forgets it once it is complete', async () => {
        await using subject = await make();
        const { store } = subject;
        const kept = job({ key: 'same' });
        await add(store, kept, job({ key: 'same' }));
        expect(await store.claim(['webhook'], 'first', 1_000, 9)).toMatchObject([{ id: kept.id }]);
        await store.complete(kept.id, 'first');
        subject.clock.advance(10_000);
        expect(await store.claim(['webhook'], 'first', 1_000, 9)).toEqual([]);
        const again = job({ key: 'same' });
        await add(store, again);
        expect(await store.claim(['webhook'], 'first', 1_000, 9)).toMatchObject([{ id: again.id }]);
      });

      verifies('store:jobs', 'gives a job back at the time that its retry names, over a restart too', async () => {
        await using subject = await make();
        const stored = job();
        await add(subject.store, stored);
        await subject.store.claim(['webhook'], 'first', 1_000, 9);
        await subject.store.retry(stored.id, 'first', NOW + 5_000);
        await subject.reopen('second');
        subject.clock.advance(4_999);
        expect(await subject.store.claim(['webhook'], 'second', 1_000, 9)).toEqual([]);
        subject.clock.advance(1);
        const claimed = await subject.store.claim(['webhook'], 'second', 1_000, 9);
        expect(claimed).toMatchObject([{ id: stored.id, attempts: 2 }]);
      });
    });

    describeCase('leases', options, () => {
      verifies('store:leases', 'never gives a job to two claimers while its lease runs', async () => {
        await using subject = await make();
        const { store } = subject;
        const stored = Array.from({ length: 30 }, () => job());
        await add(store, ...stored);
        const claims = await Promise.all(
          Array.from({ length: 8 }, (_, node) => store.claim(['webhook'], `node-${node}`, 1_000, 7)),
        );
        const claimed = claims.flat().map(({ id }) => id);
        expect(claimed.toSorted()).toEqual(stored.map(({ id }) => id).toSorted());
      });

      verifies('store:leases', 'gives a job to another node once its lease ran out, and not before', async () => {
        await using subject = await make();
        const { store, clock } = subject;
        const stored = job();
        await add(store, stored);
        await store.claim(['webhook'], 'first', 1_000, 9);
        clock.advance(999);
        expect(await store.claim(['webhook'], 'second', 1_000, 9)).toEqual([]);
        clock.advance(1);
        expect(await store.claim(['webhook'], 'second', 1_000, 9)).toMatchObject([{ id: stored.id, attempts: 2 }]);
        await store.complete(stored.id, 'first');
        await store.retry(stored.id, 'first', NOW);
        clock.advance(999);
        expect(await store.claim(['webhook'], 'third', 1_000, 9)).toEqual([]);
        clock.advance(1);
        expect(await store.claim(['webhook'], 'third', 1_000, 9)).toMatchObject([{ id: stored.id, attempts: 3 }]);
      });

      verifies('store:job-finish', 'ends a job with its effect in one unit, and only while it is leased', async () => {
        await using subject = await make();
        const { store, clock } = subject;
        const stored = job();
        const effect = job();
        const finish = (node: string) =>
          commit(store, { kind: 'job.create', job: effect }, { kind: 'job.finish', id: stored.id, node });
        await add(store, stored);
        await store.claim(['webhook'], 'first', 1_000, 9);
        clock.advance(1_000);
        await store.claim(['webhook'], 'second', 1_000, 9);
        expect(await finish('first')).toEqual({ committed: false, reason: 'not-found', write: 1 });
        expect(await store.claim(['webhook'], 'third', 1_000, 9)).toEqual([]);
        expect(await finish('second')).toMatchObject({ committed: true });
        clock.advance(1_000);
        expect(await store.claim(['webhook'], 'third', 1_000, 9)).toMatchObject([{ id: effect.id }]);
      });

      verifies('store:leases', 'frees the jobs of a dead node with its turns', async () => {
        await using subject = await make();
        const stored = job();
        await add(subject.store, stored);
        await subject.store.claim(['webhook'], 'first', 60_000, 9);
        await subject.reopen('second');
        await subject.store.claimAbandoned('second');
        const claimed = await subject.store.claim(['webhook'], 'second', 1_000, 9);
        expect(claimed).toMatchObject([{ id: stored.id, attempts: 2 }]);
      });
    });
  });
}

function add(store: FullStore, ...jobs: readonly JobRecord[]): Promise<void> {
  return mustCommit(store, ...jobs.map((one) => ({ kind: 'job.create', job: one }) as const));
}
