import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TurnEvent } from '@parlance/wire';
import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { LogTrimmed } from '../../src/ports/event-log.ts';
import {
  append,
  commit,
  create,
  delta,
  deltas,
  end,
  mustCommit,
  newId,
  NOW,
  storedTurn,
  turn,
} from './store-fixtures.ts';
import type { ContractOptions, FullStore, MakeStore } from './store-subject.ts';
import { describeCase } from './describe-case.ts';
import { expectedText } from './store-writer.ts';

export type EventLogCase = 'reading' | 'fences' | 'repeats' | 'retention' | 'kill -9';

const ALL = 1_000_000;
const KILLS = 5;

/** Every MUST of `ports/event-log.ts` and of the appends in `ports/store.ts`; run by each store. */
export function eventLogContract(name: string, make: MakeStore, options: ContractOptions<EventLogCase> = {}): void {
  describe(`the event log contract on ${name}`, () => {
    describeCase('reading', options, () => {
      verifies(
        'store:log-order',
        'gives events back exactly, in order, behind any cursor and up to any limit',
        async () => {
          await using subject = await make();
          const running = await storedTurn(subject.store);
          const events = everyKind(running.id);
          await mustCommit(subject.store, { kind: 'turn.append', turn: running.id, epoch: 1, firstSeq: 0, events });
          await mustCommit(subject.store, append(running, events.length, 70));
          const all = [...events, ...deltas(running.id, events.length, 70)];
          const compare = async (): Promise<void> => {
            for (const after of [-1, 0, 3, events.length - 1, events.length + 40, all.length - 2]) {
              expect(await subject.store.read(running.id, after, ALL)).toEqual(all.slice(after + 1));
              expect(await subject.store.read(running.id, after, 3)).toEqual(all.slice(after + 1, after + 4));
            }
            expect(await subject.store.read(running.id, all.length - 1, ALL)).toEqual([]);
            expect(await subject.store.read(running.id, all.length + 7, ALL)).toEqual([]);
          };
          await compare();
          await subject.reopen('first');
          await compare();
          await mustCommit(subject.store, end(running));
          await compare();
          await subject.reopen('first');
          await compare();
        },
      );

      verifies('store:log-order', 'prints an event from the log as it printed it live', async () => {
        await using subject = await make();
        const running = await storedTurn(subject.store);
        const events = everyKind(running.id);
        await mustCommit(subject.store, { kind: 'turn.append', turn: running.id, epoch: 1, firstSeq: 0, events });
        await mustCommit(subject.store, end(running));
        expect(JSON.stringify(await subject.store.read(running.id, -1, ALL))).toBe(JSON.stringify(events));
      });

      verifies('store:log-order', 'has an empty log for a turn that nobody knows', async () => {
        await using subject = await make();
        expect(await subject.store.read(newId(), -1, ALL)).toEqual([]);
      });
    });

    describeCase('fences', options, () => {
      verifies(
        'store:fence',
        'refuses an append with an old epoch, a wrong number or after the end, and uses up no number',
        async () => {
          await using subject = await make();
          const { store } = subject;
          const running = await storedTurn(store);
          const fenced = { committed: false, reason: 'fenced', write: 0 };
          await mustCommit(store, append(running, 0, 3));
          expect(await commit(store, append(running, 3, 1, 0))).toEqual(fenced);
          expect(await commit(store, append(running, 3, 1, 2))).toEqual(fenced);
          expect(await commit(store, append(running, 4, 1))).toEqual(fenced);
          expect(await commit(store, append(running, 2, 2))).toEqual(fenced);
          expect(await commit(store, append({ ...running, id: newId() }, 0, 1))).toEqual(fenced);
          await mustCommit(store, append(running, 3, 1));
          await mustCommit(store, end(running));
          expect(await commit(store, append(running, 4, 1))).toEqual(fenced);
          expect(await store.read(running.id, -1, ALL)).toEqual(deltas(running.id, 0, 4));
        },
      );

      verifies('store:fence', 'decides about each append of one commit by those before it', async () => {
        await using subject = await make();
        const { store } = subject;
        const one = await storedTurn(store);
        const two = await storedTurn(store);
        const writes = [append(one, 0, 2), append(two, 1, 1), append(one, 2, 1), append(one, 2, 2), append(two, 0, 1)];
        const outcomes = await store.commit(writes.map((write) => ({ writes: [write] })));
        expect(outcomes.map(({ committed }) => committed)).toEqual([true, false, true, false, true]);
        expect(await store.read(one.id, -1, ALL)).toEqual(deltas(one.id, 0, 3));
        await subject.reopen('first');
        expect(await subject.store.read(one.id, -1, ALL)).toEqual(deltas(one.id, 0, 3));
        expect(await subject.store.read(two.id, -1, ALL)).toEqual(deltas(two.id, 0, 1));
      });

      verifies(
        'store:fence',
        'refuses every other kind of change to a turn with an old epoch or after its end',
        async () => {
          await using subject = await make();
          const { store } = subject;
          const running = await storedTurn(store);
          const begin = { kind: 'turn.begin', turn: running.id } as const;
          const attempt = { kind: 'turn.attempt', turn: running.id, attempts: 2, calls: [] } as const;
          const stale = [{ ...begin, epoch: 0 }, { ...attempt, epoch: 0 }, end(running, { epoch: 0 })];
          const late = [{ ...begin, epoch: 1 }, { ...attempt, epoch: 1 }, end(running, { status: 'failed' })];
          const fenced = { committed: false, reason: 'fenced', write: 0 };
          for (const write of stale) {
            expect(await commit(store, write)).toEqual(fenced);
          }
          await mustCommit(store, { ...attempt, epoch: 1 }, end(running));
          for (const write of [...late, { kind: 'turn.cancel', turn: running.id, by: 'alice' } as const]) {
            expect(await commit(store, write)).toEqual(fenced);
          }
          expect(await store.turn(running.id)).toMatchObject({ status: 'completed', attempts: 2, endedAt: NOW });
        },
      );

      verifies('store:claim', 'fences the former owner in the transaction that gives its turns away', async () => {
        await using subject = await make();
        const running = await storedTurn(subject.store);
        const waiting = turn(running);
        await mustCommit(subject.store, create(waiting));
        await mustCommit(subject.store, append(running, 0, 2));
        await subject.reopen('second');
        subject.clock.advance(3_600_000);
        const claimed = await subject.store.claimAbandoned('second');
        expect(claimed).toEqual([
          { ...running, node: 'second', epoch: 2 },
          { ...waiting, node: 'second', epoch: 2, status: 'queued' },
        ]);
        expect(await subject.store.claimAbandoned('second')).toEqual([]);
        expect(await commit(subject.store, append(running, 2, 1, 1))).toMatchObject({ reason: 'fenced' });
        expect(await commit(subject.store, append(running, 1, 1, 2))).toMatchObject({ reason: 'fenced' });
        await mustCommit(subject.store, append(running, 2, 1, 2));
        expect(await subject.store.read(running.id, -1, ALL)).toEqual(deltas(running.id, 0, 3));
      });
    });

    describeCase('repeats', options, () => {
      verifies('store:repeat', 'reports a repeated append or end as committed, without a second effect', async () => {
        await using subject = await make();
        const running = await storedTurn(subject.store);
        const unit = [append(running, 2, 2), end(running)];
        await mustCommit(subject.store, append(running, 0, 2));
        await mustCommit(subject.store, append(running, 0, 2));
        await mustCommit(subject.store, append(running, 1, 1));
        await mustCommit(subject.store, ...unit);
        await mustCommit(subject.store, ...unit);
        await subject.reopen('second');
        await mustCommit(subject.store, ...unit);
        await mustCommit(subject.store, append(running, 0, 2));
        expect(await commit(subject.store, end(running, { status: 'failed' }))).toMatchObject({ reason: 'fenced' });
        expect(await subject.store.read(running.id, -1, ALL)).toEqual(deltas(running.id, 0, 4));
      });
    });

    describeCase('retention', options, () => {
      verifies(
        'store:retention turn:20',
        'keeps a log whole until it is swept, and then rejects every read of it',
        async () => {
          await using subject = await make();
          const { store } = subject;
          const old = await storedTurn(store);
          const young = await storedTurn(store);
          const open = await storedTurn(store);
          for (const [record, hash] of [
            [old, 'old'],
            [young, 'young'],
            [open, 'open'],
          ] as const) {
            const key = { hash, fingerprint: 'f', turn: record.id, createdAt: NOW - 9 };
            await mustCommit(store, { kind: 'idempotency.create', key }, append(record, 0, 3));
          }
          await mustCommit(store, end(old, { at: NOW + 10 }));
          await mustCommit(store, end(young, { at: NOW + 20 }));
          await store.sweep(NOW + 20);
          for (const after of [-1, 1, 2, 9]) {
            await expect(store.read(old.id, after, ALL)).rejects.toThrow(LogTrimmed);
          }
          expect(await store.read(young.id, -1, ALL)).toEqual(deltas(young.id, 0, 3));
          expect(await store.read(open.id, -1, ALL)).toEqual(deltas(open.id, 0, 3));
          expect(await Promise.all(['old', 'young', 'open'].map((hash) => store.idempotency(hash)))).toMatchObject([
            null,
            { turn: young.id },
            { turn: open.id },
          ]);
          expect(await store.turn(old.id)).toMatchObject({ status: 'completed' });
          expect(await store.message('alice', old.userMessage)).not.toBeNull();
        },
      );

      verifies('store:retention', 'never shows a part of a log that is being swept', async () => {
        await using subject = await make();
        const { store } = subject;
        const large = await storedTurn(store);
        const events = Array.from({ length: 40 }, (_, seq) => delta(large.id, seq, 'x'.repeat(100_000)));
        for (const event of events) {
          const { seq } = event;
          await mustCommit(store, { kind: 'turn.append', turn: large.id, epoch: 1, firstSeq: seq, events: [event] });
        }
        await mustCommit(store, end(large));
        let swept = false;
        const sweeping = store.sweep(NOW + 1).then(() => {
          swept = true;
        });
        while (!swept) {
          const seen = await store.read(large.id, -1, ALL).catch((error: unknown) => error);
          expect(Array.isArray(seen) ? seen.length : seen).toEqual(
            Array.isArray(seen) ? events.length : expect.any(LogTrimmed),
          );
          await new Promise(setImmediate);
        }
        await sweeping;
        await expect(store.read(large.id, -1, ALL)).rejects.toThrow(LogTrimmed);
      });

      verifies('store:retention', 'sweeps more than fits one transaction', async () => {
        await using subject = await make();
        const { store } = subject;
        const { conversation } = await storedTurn(store);
        const turns = Array.from({ length: 150 }, () => turn({ conversation }));
        await store.commit(
          turns.map((record) => ({ writes: [create(record, 200), append(record, 0, 1), end(record)] })),
        );
        await store.sweep(NOW + 1);
        for (const { id } of turns) {
          await expect(store.read(id, -1, ALL)).rejects.toThrow(LogTrimmed);
        }
      });
    });

    describeCase('kill -9', options, () => {
      verifies(
        'store:kill turn:2',
        `keeps every acknowledged commit over ${KILLS} kills of the process, without a gap`,
        async () => {
          await using subject = await make();
          await subject.stop();
          for (let kill = 0; kill < KILLS; kill += 1) {
            const acknowledged = await writeAndKill(subject.startWriter(), 20 + kill * 37);
            await subject.reopen(`after-kill-${kill}`);
            expect(acknowledged.size).toBeGreaterThan(0);
            for (const [id, count] of acknowledged) {
              await expectWholePrefix(subject.store, id, count);
            }
            await subject.store.claimAbandoned(`after-kill-${kill}`);
            await subject.stop();
          }
        },
        60_000,
      );
    });
  });
}

/** Kills the writer after so many acknowledgements; how many events of each turn were acknowledged by then. */
async function writeAndKill(
  writer: ReturnType<Awaited<ReturnType<MakeStore>>['startWriter']>,
  acknowledgements: number,
): Promise<ReadonlyMap<string, number>> {
  if (writer.stdout === null) {
    throw new Error('The writer has no output to read.');
  }
  const acknowledged = new Map<string, number>();
  const exited = once(writer, 'exit');
  let lines = 0;
  for await (const line of createInterface(writer.stdout)) {
    const [id = '', count] = line.split(' ');
    acknowledged.set(id, Number(count));
    lines += 1;
    if (lines === acknowledgements) {
      writer.kill('SIGKILL');
    }
  }
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
  return acknowledged;
}

async function expectWholePrefix(store: FullStore, id: string, count: number): Promise<void> {
  const events = await store.read(id, -1, ALL);
  expect(events.length).toBeGreaterThanOrEqual(count);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index));
  expect(events.map((event) => (event.type === 'part.delta' ? event.text : ''))).toEqual(
    events.map(({ seq }) => expectedText(id, seq)),
  );
}

/** Events of every shape that storing could bend. */
function everyKind(of: string): readonly TurnEvent[] {
  const at = NOW;
  return [
    {
      turn: of,
      seq: 0,
      at,
      type: 'progress',
      step: 'start',
      message: 'Line\nbreak',
      percent: 5,
      details: { a: [1, null] },
    },
    { turn: of, seq: 1, at, type: 'part.started', part: 0, kind: 'text' },
    delta(of, 2, 'plain, with commas, "quotes" and \\ backslash'),
    delta(of, 3, ' lines\r\nand\nmore\n'),
    delta(of, 4, ' 1,0,text {"type":"part.delta"} \u2028 ünï 日本 👩‍👩‍👧 '),
    { turn: of, seq: 5, at, type: 'tool.ready', call: 'c', input: { deep: { er: ['\n', ''] } } },
    { turn: of, seq: 6, at, type: 'state', scope: 'guide', patch: { __proto__x: 1, step: 2 }, version: 1 },
    { turn: of, seq: 7, at, type: 'part.ended', part: 0 },
  ];
}
