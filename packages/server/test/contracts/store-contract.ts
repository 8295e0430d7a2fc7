import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { describeCase } from './describe-case.ts';
import {
  acceptance,
  append,
  commit,
  conversation,
  create,
  delta,
  end,
  ending,
  job,
  message,
  mustCommit,
  newId,
  NOW,
  storedConversation,
  storedTurn,
  turn,
} from './store-fixtures.ts';
import type { ContractOptions, MakeStore } from './store-subject.ts';

export type StoreCase = 'units' | 'order of turns' | 'deletion' | 'life';

/** The MUSTs of `ports/store.ts` about changes; run by each store. */
export function storeContract(name: string, make: MakeStore, options: ContractOptions<StoreCase> = {}): void {
  describe(`the store contract on ${name}`, () => {
    describeCase('units', options, () => {
      verifies('store:atomic turn:1', 'applies a unit wholly or not at all, whatever its neighbours do', async () => {
        await using subject = await make();
        const { store } = subject;
        const known = await storedConversation(store);
        const key = { hash: 'used', fingerprint: 'f', turn: newId(), createdAt: NOW };
        await mustCommit(store, { kind: 'idempotency.create', key });
        const [before, refused, after] = [turn(known), turn(known), turn(known)];
        const outcomes = await store.commit([
          { writes: [...acceptance(before), append(before, 0, 2)] },
          {
            writes: [
              ...acceptance(refused),
              append(refused, 0, 2),
              end(before),
              { kind: 'job.create', job: job() },
              { kind: 'idempotency.create', key },
              append(refused, 2, 1),
            ],
          },
          { writes: [append(before, 2, 1)] },
          { writes: [...acceptance(after), append(after, 0, 1)] },
        ]);
        expect(outcomes).toEqual([
          { committed: true },
          { committed: false, reason: 'exists', write: 5 },
          { committed: true },
          { committed: true, queued: true },
        ]);
        await subject.reopen('first');
        expect(await subject.store.turn(refused.id)).toBeNull();
        expect(await subject.store.message('alice', refused.userMessage)).toBeNull();
        expect(await subject.store.claim(['webhook'], 'first', 1, 9)).toEqual([]);
        expect(await subject.store.openTurns(known.conversation)).toMatchObject([
          { id: before.id, status: 'running' },
          { id: after.id, status: 'queued' },
        ]);
        const read = await Promise.all([before, refused, after].map(({ id }) => subject.store.read(id, -1, 99)));
        expect(read.map((events) => events.length)).toEqual([3, 0, 1]);
      });

      verifies(
        'store:invalid',
        'refuses a unit whose values cannot be stored, and commits its neighbours',
        async () => {
          await using subject = await make();
          const { store } = subject;
          const [good, bad, late] = [
            turn(await storedConversation(store)),
            turn(await storedConversation(store)),
            job(),
          ];
          // What the types forbid can still come from data: a capability's payload, a row of an older version.
          const poisoned = JSON.parse('{"title":{"not":"text"}}') as { title: string };
          const outcomes = await store.commit([
            { writes: [...acceptance(good), append(good, 0, 1)] },
            {
              writes: [
                ...acceptance(bad),
                append(bad, 0, 1),
                { kind: 'conversation.rename', id: bad.conversation, owner: 'alice', at: NOW, ...poisoned },
              ],
            },
            { writes: [{ kind: 'job.create', job: late }] },
          ]);
          expect(outcomes).toEqual([
            { committed: true },
            { committed: false, reason: 'invalid', write: acceptance(bad).length + 1 },
            { committed: true },
          ]);
          expect(await store.turn(bad.id)).toBeNull();
          expect(await store.read(good.id, -1, 9)).toHaveLength(1);
        },
      );

      verifies('store:atomic', 'applies units in order: what one stores the next one finds', async () => {
        await using subject = await make();
        const record = conversation();
        const asked = message({ conversation: record.id });
        const unit = { writes: [{ kind: 'message.create', follow: 'tail', message: asked } as const] };
        const outcomes = await subject.store.commit([
          unit,
          { writes: [{ kind: 'conversation.create', conversation: record }] },
          unit,
          unit,
        ]);
        expect(outcomes).toEqual([
          { committed: false, reason: 'not-found', write: 0 },
          { committed: true },
          { committed: true },
          { committed: false, reason: 'exists', write: 0 },
        ]);
      });

      verifies('store:atomic', 'answers many commits at once, each with its own outcomes', async () => {
        await using subject = await make();
        const records = Array.from({ length: 20 }, () => conversation());
        const answers = await Promise.all(
          records.map((record, index) =>
            subject.store.commit(
              Array.from({ length: (index % 3) + 1 }, () => ({
                writes: [{ kind: 'conversation.create', conversation: record }],
              })),
            ),
          ),
        );
        const committed = answers.map((outcomes) => outcomes.map((outcome) => outcome.committed));
        expect(committed).toEqual(records.map((_, index) => [true, false, false].slice(0, (index % 3) + 1)));
        expect(await subject.store.commit([])).toEqual([]);
      });

      verifies('store:durable', 'finds every record after a restart exactly as it was committed', async () => {
        await using subject = await make();
        const { record } = await storedConversation(subject.store, { externalKey: 'key', title: 'T', head: null });
        const usage = { input: 0, output: 7, cachedInput: 3, provider: 'p', model: 'm', estimated: false };
        const refused = { provider: 'p', model: 'm', outcome: 'upstream_unavailable', status: 503, at: NOW } as const;
        const calls = [refused, { provider: 'q', model: 'n', outcome: 'completed', at: NOW + 1 } as const];
        const asked = turn({ conversation: record.id });
        const parts = [
          { kind: 'text', text: 'Ünï\n"x" 👍' },
          { kind: 'image', media: 'm1', mediaType: 'image/png' },
        ] as const;
        const user = message(asked, { id: asked.userMessage, turn: asked.id, parts, createdAt: NOW + 1 });
        const key = { hash: 'hash', fingerprint: 'print', turn: asked.id, createdAt: NOW };
        await mustCommit(
          subject.store,
          { kind: 'message.create', follow: 'parent', message: user },
          create(asked),
          { kind: 'idempotency.create', key },
          { kind: 'turn.cancel', turn: asked.id, by: 'alice' },
          { kind: 'turn.cancel', turn: asked.id, by: 'bob' },
          end(asked, { usage, calls, at: NOW + 2, status: 'cancelled' }),
          { kind: 'conversation.rename', id: record.id, owner: 'alice', title: 'New', at: NOW + 3 },
        );
        await subject.reopen('second');
        const { store } = subject;
        const ended = { ...asked, status: 'cancelled', usage, calls, endedAt: NOW + 2, cancelRequestedBy: 'alice' };
        expect(await store.turn(asked.id)).toEqual(ended);
        expect(await store.message('alice', user.id)).toEqual(user);
        expect(await store.idempotency('hash')).toEqual(key);
        const renamed = { ...record, title: 'New', head: user.id, updatedAt: NOW + 3 };
        expect(await store.conversation('alice', record.id)).toEqual(renamed);
        expect(await store.conversationByKey('alice', 'native', 'key')).toEqual(renamed);
      });

      verifies(
        'store:exists turn:5',
        'refuses a second row with the id, the external name or the key of another',
        async () => {
          await using subject = await make();
          const { store } = subject;
          const known = await storedConversation(store, { externalKey: 'name' });
          const running = turn(known);
          const key = { hash: 'hash', fingerprint: 'f', turn: running.id, createdAt: NOW };
          await mustCommit(store, ...acceptance(running), { kind: 'idempotency.create', key });
          const refused = { committed: false, reason: 'exists', write: 0 };
          expect(await commit(store, { kind: 'conversation.create', conversation: known.record })).toEqual(refused);
          const sameName = conversation({ externalKey: 'name' });
          expect(await commit(store, { kind: 'conversation.create', conversation: sameName })).toEqual(refused);
          expect(await commit(store, create(running))).toEqual(refused);
          expect(await commit(store, { kind: 'idempotency.create', key: { ...key, turn: newId() } })).toEqual(refused);
          await storedConversation(store, { externalKey: 'name', owner: 'bob' });
          await storedConversation(store, { externalKey: 'name', mount: 'milo' });
          await storedConversation(store);
          await storedConversation(store);
        },
      );
    });

    describeCase('order of turns', options, () => {
      verifies('store:queue turn:28', 'lets one turn of a conversation run and as many wait as may', async () => {
        await using subject = await make();
        const { store } = subject;
        const known = await storedConversation(store);
        const [one, two, three, four] = [turn(known), turn(known), turn(known), turn(known)];
        expect(await commit(store, create(one, 2))).toEqual({ committed: true });
        expect(await commit(store, create(four, 0))).toEqual({ committed: false, reason: 'busy', write: 0 });
        expect(await commit(store, create(two, 2))).toEqual({ committed: true, queued: true });
        expect(await commit(store, create(three, 2))).toEqual({ committed: true, queued: true });
        expect(await commit(store, create(four, 2))).toEqual({ committed: false, reason: 'queue-full', write: 0 });
        expect((await store.openTurns(known.conversation)).map(({ id }) => id)).toEqual([one.id, two.id, three.id]);
        const begin = (record: typeof one) => ({ kind: 'turn.begin', turn: record.id, epoch: 1 }) as const;
        expect(await commit(store, begin(two))).toEqual({ committed: false, reason: 'fenced', write: 0 });
        await mustCommit(store, end(one));
        expect(await commit(store, begin(three))).toEqual({ committed: false, reason: 'fenced', write: 0 });
        await mustCommit(store, begin(two));
        await mustCommit(store, begin(two));
        expect(await store.turn(two.id)).toMatchObject({ status: 'running' });
        await mustCommit(store, end(two), end(three, { status: 'cancelled' }));
        expect(await commit(store, create(four, 0))).toEqual({ committed: true });
      });

      verifies('store:queue', 'decides by the conversation: others wait for nobody', async () => {
        await using subject = await make();
        await storedTurn(subject.store);
        const other = turn(await storedConversation(subject.store));
        expect(await commit(subject.store, create(other, 0))).toEqual({ committed: true });
      });

      verifies('store:line', 'makes one line of turns that are accepted at the same moment', async () => {
        await using subject = await make();
        const { store } = subject;
        const known = await storedConversation(store);
        const [one, two] = [turn(known), turn(known)];
        await store.commit([{ writes: acceptance(one) }, { writes: acceptance(two) }]);
        await mustCommit(store, ...ending(one));
        expect(await store.conversation('alice', known.conversation)).toMatchObject({ head: two.userMessage });
        await mustCommit(store, ...ending(two));
        expect(await store.conversation('alice', known.conversation)).toMatchObject({ head: two.assistantMessage });
        const line = await store.branch(known.conversation, two.assistantMessage, 9);
        const ids = [one.userMessage, one.assistantMessage, two.userMessage, two.assistantMessage];
        expect(line.map(({ id }) => id)).toEqual(ids);
        const three = turn(known);
        await mustCommit(store, ...acceptance(three));
        expect(await store.message('alice', three.userMessage)).toMatchObject({ parent: two.assistantMessage });
      });

      verifies('store:line', 'makes a branch where a message names another parent', async () => {
        await using subject = await make();
        const { store } = subject;
        const known = await storedConversation(store);
        const one = turn(known);
        await mustCommit(store, ...acceptance(one), ...ending(one));
        const edited = message(known, { parent: null });
        await mustCommit(store, { kind: 'message.create', follow: 'parent', message: edited });
        expect(await store.conversation('alice', known.conversation)).toMatchObject({ head: edited.id });
        expect((await store.branch(known.conversation, edited.id, 9)).map(({ id }) => id)).toEqual([edited.id]);
        expect(await store.branch(known.conversation, one.assistantMessage, 9)).toHaveLength(2);
      });
    });

    describeCase('deletion', options, () => {
      verifies(
        'store:erase turn:30',
        'leaves no byte of a deleted conversation, and everything of the others',
        async () => {
          await using subject = await make();
          const { store } = subject;
          const marker = `marker-${newId()}`;
          const parts = [{ kind: 'text', text: `${marker}-message` }] as const;
          const known = await storedConversation(store, { title: `${marker}-title` });
          const gone = turn(known, { options: { marker } });
          const asked = message(known, { id: gone.userMessage, turn: gone.id, parts });
          const key = { hash: 'hash', fingerprint: 'f', turn: gone.id, createdAt: NOW };
          const other = await storedTurn(store);
          await mustCommit(
            store,
            { kind: 'message.create', follow: 'tail', message: asked },
            create(gone),
            { kind: 'idempotency.create', key },
            { kind: 'job.create', job: job({ turn: gone.id, payload: { marker } }) },
          );
          for (let seq = 0; seq < 40; seq += 1) {
            const events = [delta(gone.id, seq, `${marker}-delta `)];
            await store.commit([
              { writes: [append(other, seq, 1)] },
              { writes: [{ kind: 'turn.append', turn: gone.id, epoch: 1, firstSeq: seq, events }] },
            ]);
          }
          expect(await subject.holds(marker)).toBe(true);
          const remove = { kind: 'conversation.delete', id: known.conversation, owner: 'alice' } as const;
          expect(await commit(store, remove)).toEqual({ committed: false, reason: 'busy', write: 0 });
          await mustCommit(store, end(gone));
          expect(await commit(store, { ...remove, owner: 'bob' })).toMatchObject({ reason: 'not-found' });
          const outcomes = await store.commit([{ writes: [append(other, 40, 1)] }, { writes: [remove] }]);
          expect(outcomes).toEqual([{ committed: true }, { committed: true }]);
          expect(await subject.holds(marker)).toBe(false);
          expect(await commit(store, remove)).toMatchObject({ reason: 'not-found' });
          await mustCommit(store, append(other, 41, 1));
          for (const node of ['first', 'second']) {
            await subject.reopen(node);
            expect(await subject.store.turn(gone.id)).toBeNull();
            expect(await subject.store.message('alice', asked.id)).toBeNull();
            expect(await subject.store.idempotency('hash')).toBeNull();
            expect(await subject.store.read(gone.id, -1, 99)).toEqual([]);
            expect(await subject.store.claim(['webhook'], node, 1, 9)).toEqual([]);
            expect(await subject.store.read(other.id, -1, 99)).toHaveLength(42);
          }
        },
      );
    });

    describeCase('life', options, () => {
      verifies('store:close', 'commits on closing what was asked before, and refuses what comes later', async () => {
        await using subject = await make();
        const { store } = subject;
        const running = await storedTurn(store);
        const pending = Array.from({ length: 10 }, (_, seq) => commit(store, append(running, seq, 1)));
        await subject.reopen('second');
        expect(await Promise.all(pending)).toEqual(pending.map(() => ({ committed: true })));
        expect(await subject.store.read(running.id, -1, 99)).toHaveLength(10);
        await expect(commit(store, append(running, 10, 1))).rejects.toThrow(StoreUnavailable);
        await expect(store.turn(running.id)).rejects.toThrow(StoreUnavailable);
        await expect(store.ping()).rejects.toThrow(StoreUnavailable);
      });

      verifies('store:lease', 'keeps the lease of its node, and proves that it commits', async () => {
        await using subject = await make();
        await subject.store.renewLease('first', 10_000);
        await subject.store.ping();
        await expect(subject.store.renewLease('somebody', 10_000)).rejects.toThrow('somebody');
        await subject.reopen('second');
        await subject.store.renewLease('second', 10_000);
        await expect(subject.store.renewLease('first', 10_000)).rejects.toThrow('first');
      });
    });
  });
}
