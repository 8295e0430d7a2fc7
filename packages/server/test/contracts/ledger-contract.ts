import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { TurnRecord } from '../../src/ports/records.ts';
import type { CommitOutcome, Store, Write } from '../../src/ports/store.ts';
import { describeCase } from './describe-case.ts';
import { acceptance, append, commit, end, mustCommit, newId, NOW, storedConversation, turn } from './store-fixtures.ts';
import type { ContractOptions, MakeStore } from './store-subject.ts';

export type LedgerCase = 'points';

const WELCOME = 100;

/** What every store promises of the points that it keeps. */
export function ledgerContract(name: string, make: MakeStore, options: ContractOptions<LedgerCase> = {}): void {
  describe(`${name}: ledger`, () => {
    describeCase('points', options, () => {
      verifies('points:welcome', 'welcomes an owner once, with the first write to the account', async () => {
        await using subject = await make();
        const { store } = subject;
        expect(await store.account('alice')).toBeNull();
        await accept(store, { minimum: 1, wanted: 10 });
        await accept(store, { minimum: 1, wanted: 20 });
        expect(await store.account('alice')).toEqual({ balance: WELCOME, reserved: 30 });
        const lines = await store.ledger('alice', 10);
        expect(lines).toMatchObject([{ kind: 'welcome', points: WELCOME, balance: WELCOME, owner: 'alice' }]);
        expect(await store.account('bob')).toBeNull();
      });

      verifies(
        'points:reserve turn:24',
        'holds what is wanted, or what is left, and refuses less than the minimum',
        async () => {
          await using subject = await make();
          const { store } = subject;
          const first = await accept(store, { minimum: 1, wanted: 70 });
          expect(first.outcome).toMatchObject({ committed: true, reserved: 70 });
          const second = await accept(store, { minimum: 5, wanted: 70 });
          expect(second.outcome).toMatchObject({ committed: true, reserved: 30 });
          expect((await store.turn(second.record.id))?.reserved).toBe(30);
          const third = await accept(store, { minimum: 1, wanted: 70 });
          expect(third.outcome).toMatchObject({ committed: false, reason: 'insufficient' });
          expect(await store.turn(third.record.id)).toBeNull();
          expect(await store.account('alice')).toEqual({ balance: WELCOME, reserved: 100 });
        },
      );

      verifies('points:settle turn:24', 'pays with the end of the turn and releases the rest', async () => {
        await using subject = await make();
        const { store } = subject;
        const { record } = await accept(store, { minimum: 1, wanted: 40 });
        await mustCommit(store, ...settlement(record, 15));
        expect(await store.account('alice')).toEqual({ balance: 85, reserved: 0 });
        expect(await store.ledger('alice', 1)).toMatchObject([
          { kind: 'turn', points: -15, balance: 85, turn: record.id, at: NOW },
        ]);
      });

      verifies('points:settle turn:24', 'has one line for each turn, and takes no other', async () => {
        await using subject = await make();
        const { store } = subject;
        const { record } = await accept(store, { minimum: 1, wanted: 40 });
        await mustCommit(store, ...settlement(record, 15));
        const settle = (points: number): Write => ({ kind: 'points.settle', turn: record.id, points, at: NOW });
        expect(await commit(store, settle(15))).toMatchObject({ committed: true });
        expect(await commit(store, settle(16))).toMatchObject({ committed: false, reason: 'exists' });
        expect(await store.account('alice')).toEqual({ balance: 85, reserved: 0 });
        expect(await store.ledger('alice', 10)).toHaveLength(2);
      });

      verifies('points:settle', 'takes no more than was held, and nothing for a turn that is not metered', async () => {
        await using subject = await make();
        const { store } = subject;
        const { record } = await accept(store, { minimum: 1, wanted: 40 });
        expect(await commit(store, ...settlement(record, 41))).toMatchObject({ committed: false, reason: 'invalid' });
        expect(await commit(store, ...settlement(record, -1))).toMatchObject({ committed: false, reason: 'invalid' });
        expect(await store.turn(record.id)).toMatchObject({ endedAt: null });
        const free = turn(await storedConversation(store));
        await mustCommit(store, ...acceptance(free));
        expect(await commit(store, ...settlement(free, 1))).toMatchObject({ committed: false, reason: 'not-found' });
        expect(await store.account('alice')).toEqual({ balance: WELCOME, reserved: 40 });
      });

      verifies('points:reserve fault:S15', 'cannot be overspent by many turns in one commit', async () => {
        await using subject = await make();
        const { store } = subject;
        const records = await Promise.all(
          Array.from({ length: 50 }, async () => turn(await storedConversation(store))),
        );
        const outcomes = await store.commit(
          records.map((record) => ({ writes: [...acceptance(record), reserve(record, { minimum: 7, wanted: 7 })] })),
        );
        expect(outcomes.filter(({ committed }) => committed)).toHaveLength(14);
        expect(await store.account('alice')).toEqual({ balance: WELCOME, reserved: 98 });
      });

      verifies('points:grant', 'adds a grant once, and takes back no more than can be spent', async () => {
        await using subject = await make();
        const { store } = subject;
        await accept(store, { minimum: 1, wanted: 30 });
        const grant = line('grant', 50);
        await mustCommit(store, grant);
        await mustCommit(store, grant);
        expect(await store.account('alice')).toEqual({ balance: 150, reserved: 30 });
        expect(await commit(store, line('correction', -121))).toMatchObject({
          committed: false,
          reason: 'insufficient',
        });
        await mustCommit(store, line('correction', -120));
        expect(await store.account('alice')).toEqual({ balance: 30, reserved: 30 });
      });

      verifies(
        'points:ledger',
        'gives the lines of an owner in pages, newest first, each with the balance it made',
        async () => {
          await using subject = await make();
          const { store } = subject;
          for (const points of [1, 2, 3, 4]) {
            await mustCommit(store, line('grant', points));
          }
          await mustCommit(store, line('grant', 9, 'bob'));
          const first = await store.ledger('alice', 2);
          expect(first.map(({ points, balance }) => [points, balance])).toEqual([
            [4, 110],
            [3, 106],
          ]);
          const rest = await store.ledger('alice', 10, first.at(-1)?.position);
          expect(rest.map(({ points, balance }) => [points, balance])).toEqual([
            [2, 103],
            [1, 101],
            [100, 100],
          ]);
        },
      );

      verifies('points:ledger', 'outlives the conversation that was paid for', async () => {
        await using subject = await make();
        const { store } = subject;
        const { record } = await accept(store, { minimum: 1, wanted: 40 });
        await mustCommit(store, ...settlement(record, 15));
        await mustCommit(store, { kind: 'conversation.delete', id: record.conversation, owner: 'alice' });
        await subject.reopen('second');
        expect(await subject.store.account('alice')).toEqual({ balance: 85, reserved: 0 });
      });
    });
  });
}

function reserve(record: TurnRecord, of: { readonly minimum: number; readonly wanted: number }): Write {
  return { kind: 'points.reserve', turn: record.id, owner: record.owner, ...of, welcome: WELCOME, at: NOW };
}

async function accept(
  store: Store,
  of: { readonly minimum: number; readonly wanted: number },
): Promise<{ readonly record: TurnRecord; readonly outcome: CommitOutcome }> {
  const record = turn(await storedConversation(store));
  return { record, outcome: await commit(store, ...acceptance(record), reserve(record, of)) };
}

function settlement(record: TurnRecord, points: number): readonly Write[] {
  return [append(record, 0, 1), end(record), { kind: 'points.settle', turn: record.id, points, at: NOW }];
}

function line(kind: 'grant' | 'correction', points: number, owner = 'alice'): Write {
  const entry = { id: `grant ${newId()}`, owner, kind, points, reason: 'because', author: 'admin', at: NOW };
  return { kind: 'points.grant', entry, welcome: WELCOME };
}
