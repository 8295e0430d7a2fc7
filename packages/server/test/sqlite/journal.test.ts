import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TurnEvent } from '@parlance/wire';
import fc from 'fast-check';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import type { SqliteStore } from '../../src/adapters/sqlite/sqlite-store.ts';
import type { TurnRecord } from '../../src/ports/records.ts';
import type { CommitUnit } from '../../src/ports/store.ts';
import { commit, delta, end, NOW, storedTurn } from '../contracts/store-fixtures.ts';

const TURNS = 4;
const ALL = 1_000_000;

const turn = fc.nat(TURNS - 1);
const operation = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('append' as const), turn, count: fc.integer({ min: 0, max: 40 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('rounds' as const), count: fc.integer({ min: 1, max: 12 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('large' as const), turn }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('repeat' as const), turn }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wrong' as const), turn }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('end' as const), turn }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), turn }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('reopen' as const), ringEntries: fc.integer({ min: 2, max: 9 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('read' as const), turn, after: fc.nat(80), limit: fc.nat(50) }),
  },
);
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** One turn beside the plain list of events that its log has to equal. */
interface Reference {
  record: TurnRecord;
  events: TurnEvent[];
  /** Number of the first event of the last append. */
  lastFrom: number;
}

verifies(
  'store:journal',
  'Logs equal plain lists over any interleaving of appends, ends, deletions and restarts, with a ring of any size',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 40 }), async (operations) => {
        const directory = mkdtempSync(join(tmpdir(), 'parlance-journal-'));
        const bench = new Bench(join(directory, 'parlance.db'));
        try {
          await bench.begin();
          for (const one of operations) {
            await bench.run(one);
          }
          await bench.compare();
          await bench.reopen(5);
          await bench.compare();
        } finally {
          await bench.store?.close();
          rmSync(directory, { recursive: true, force: true });
        }
      }),
      { numRuns: 12 },
    );
  },
);

verifies('store:journal', 'No entry is written over while one of many turns still needs it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'parlance-journal-'));
  const options = { file: join(directory, 'parlance.db'), node: 'first', clock: new ManualClock(NOW), ringEntries: 4 };
  let store = await openSqliteStore(options);
  const waiting = await Promise.all(Array.from({ length: 60 }, () => storedTurn(store)));
  const busy = await storedTurn(store);
  const append = ({ id }: TurnRecord, seq: number): CommitUnit => ({
    writes: [{ kind: 'turn.append', turn: id, epoch: 1, firstSeq: seq, events: [delta(id, seq)] }],
  });
  await store.commit(waiting.map((record) => append(record, 0)));
  for (let seq = 0; seq < 9; seq += 1) {
    await store.commit([append(busy, seq)]);
    if (seq % 4 === 3) {
      await store.close();
      store = await openSqliteStore(options);
    }
    for (const { id } of waiting) {
      expect(await store.read(id, -1, ALL)).toEqual([delta(id, 0)]);
    }
  }
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

class Bench {
  store: SqliteStore | null = null;
  readonly #file: string;
  #references: Reference[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  async begin(): Promise<void> {
    await this.reopen(4);
    this.#references = await Promise.all(Array.from({ length: TURNS }, () => this.#fresh()));
  }

  async reopen(ringEntries: number): Promise<void> {
    await this.store?.close();
    this.store = await openSqliteStore({ file: this.#file, node: 'first', clock: new ManualClock(NOW), ringEntries });
  }

  async run(operation: Operation): Promise<void> {
    switch (operation.kind) {
      case 'append':
        return this.#append(this.#at(operation.turn), operation.count);
      case 'rounds':
        for (let round = 0; round < operation.count; round += 1) {
          await Promise.all(this.#references.slice(1).map((reference) => this.#append(reference, 1)));
        }
        return;
      case 'large':
        return this.#append(this.#at(operation.turn), 2, 'x'.repeat(40_000));
      case 'repeat': {
        const { record, events, lastFrom } = this.#at(operation.turn);
        const repeated = { kind: 'turn.append', turn: record.id, epoch: 1, firstSeq: lastFrom } as const;
        const outcome = await commit(this.#open(), { ...repeated, events: events.slice(lastFrom) });
        return expect(outcome).toEqual({ committed: true });
      }
      case 'wrong': {
        const { record, events } = this.#at(operation.turn);
        const firstSeq = events.length + 1;
        const wrong = { kind: 'turn.append', turn: record.id, epoch: 1, firstSeq } as const;
        const outcome = await commit(this.#open(), { ...wrong, events: [delta(record.id, firstSeq)] });
        return expect(outcome).toMatchObject({ reason: 'fenced' });
      }
      case 'end':
        return this.#end(this.#at(operation.turn));
      case 'delete':
        return this.#delete(operation.turn);
      case 'reopen':
        return this.reopen(operation.ringEntries);
      case 'read':
        return this.#compareOne(this.#at(operation.turn), operation.after - 1, operation.limit);
    }
  }

  async compare(): Promise<void> {
    for (const reference of this.#references) {
      await this.#compareOne(reference, -1, ALL);
    }
  }

  async #append(reference: Reference, count: number, text?: string): Promise<void> {
    const { record, events } = reference;
    if (record.endedAt !== null) {
      return;
    }
    const firstSeq = events.length;
    const added = Array.from({ length: count }, (_, index) => delta(record.id, firstSeq + index, text));
    const outcome = await commit(this.#open(), {
      kind: 'turn.append',
      turn: record.id,
      epoch: 1,
      firstSeq,
      events: added,
    });
    expect(outcome).toEqual({ committed: true });
    reference.lastFrom = firstSeq;
    events.push(...added);
  }

  /** The terminal and the end in one unit, as the engine writes them. */
  async #end(reference: Reference): Promise<void> {
    const { record, events } = reference;
    if (record.endedAt !== null) {
      return;
    }
    const last = delta(record.id, events.length);
    const append = { kind: 'turn.append', turn: record.id, epoch: 1, firstSeq: events.length, events: [last] } as const;
    expect(await commit(this.#open(), append, end(record))).toEqual({ committed: true });
    reference.lastFrom = events.length;
    events.push(last);
    reference.record = { ...record, endedAt: NOW };
  }

  async #delete(index: number): Promise<void> {
    const reference = this.#at(index);
    await this.#end(reference);
    const { conversation, owner, id } = reference.record;
    const outcome = await commit(this.#open(), { kind: 'conversation.delete', id: conversation, owner });
    expect(outcome).toEqual({ committed: true });
    expect(await this.#open().read(id, -1, ALL)).toEqual([]);
    this.#references[index] = await this.#fresh();
  }

  async #compareOne({ record, events }: Reference, after: number, limit: number): Promise<void> {
    expect(await this.#open().read(record.id, after, limit)).toEqual(events.slice(after + 1, after + 1 + limit));
  }

  async #fresh(): Promise<Reference> {
    return { record: await storedTurn(this.#open()), events: [], lastFrom: 0 };
  }

  #at(index: number): Reference {
    const reference = this.#references[index];
    if (reference === undefined) {
      throw new Error('There is no such turn.');
    }
    return reference;
  }

  #open(): SqliteStore {
    if (this.store === null) {
      throw new Error('The store is not open.');
    }
    return this.store;
  }
}
