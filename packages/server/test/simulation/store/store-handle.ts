import type { TurnEvent } from '@parlance/wire';
import { LogTrimmed, type EventLog } from '../../../src/ports/event-log.ts';
import type {
  AccountRecord,
  ConversationRecord,
  IdempotencyRecord,
  LedgerRecord,
  MessageRecord,
  StateRecord,
  TurnRecord,
} from '../../../src/ports/records.ts';
import {
  StoreUnavailable,
  type BranchEnd,
  type CommitOutcome,
  type CommitUnit,
  type ConversationQuery,
  type Store,
} from '../../../src/ports/store.ts';
import type { TaskOwner } from '../world/scheduler.ts';
import type { World } from '../world/world.ts';
import { applyUnit } from './apply-unit.ts';
import type { Data } from './data.ts';

type Answer<T> = { readonly value: T } | { readonly error: Error };

/** One process's way to the data: each question and each commit takes a while, and may fail as the weather wants. */
export class StoreHandle implements Store, EventLog {
  readonly durability = 'power-loss';
  readonly #world: World;
  readonly #data: Data;
  readonly #node: string;
  readonly #process: TaskOwner;

  constructor(world: World, node: string, process: TaskOwner) {
    this.#world = world;
    this.#data = world.data;
    this.#node = node;
    this.#process = process;
    this.#data.nodes.add(node);
  }

  commit(units: readonly CommitUnit[]): Promise<readonly CommitOutcome[]> {
    const { weather } = this.#world;
    const reachesStore = !this.#world.mishap(weather.store.failsBefore);
    const isAnswered = !this.#world.mishap(weather.store.failsAfter);
    // What was sent before a crash can still arrive after it.
    const outlivesCrash = this.#world.random.chance(0.5);
    return this.#exchange(outlivesCrash, () => {
      const refusal = this.#refusal(true) ?? this.#late(units);
      if (refusal !== null || !reachesStore) {
        return { error: refusal ?? new StoreUnavailable('The connection was cut before the commit.') };
      }
      const value = units.map((unit) => this.#apply(unit));
      return isAnswered ? { value } : { error: new StoreUnavailable('The connection was cut after the commit.') };
    });
  }

  read(turn: string, after: number, limit: number): Promise<readonly TurnEvent[]> {
    return this.#ask(() => {
      const stored = this.#data.turns.get(turn);
      if (stored?.deleted === true) {
        throw new LogTrimmed(turn);
      }
      return stored?.log.slice(after + 1, after + 1 + limit) ?? [];
    });
  }

  conversation(owner: string, id: string): Promise<ConversationRecord | null> {
    return this.#ask(() => {
      const found = this.#data.conversations.get(id);
      return found?.owner === owner ? found : null;
    });
  }

  conversationByKey(owner: string, mount: string, key: string): Promise<ConversationRecord | null> {
    return this.#ask(() => this.#data.conversationByKey(owner, mount, key));
  }

  conversations({ owner, limit }: ConversationQuery): Promise<readonly ConversationRecord[]> {
    return this.#ask(() => [...this.#data.conversations.values()].filter((one) => one.owner === owner).slice(0, limit));
  }

  branch(conversation: string, leaf: string, limit: number): Promise<readonly MessageRecord[]> {
    return this.#ask(() => this.#data.branch(conversation, leaf, limit));
  }

  branchLengths(owner: string, branches: readonly BranchEnd[]): Promise<readonly number[]> {
    return this.#ask(() =>
      branches.map(({ conversation, leaf }) =>
        this.#data.conversations.get(conversation)?.owner === owner
          ? this.#data.branch(conversation, leaf, Infinity).length
          : 0,
      ),
    );
  }

  message(owner: string, id: string): Promise<MessageRecord | null> {
    return this.#ask(() => {
      const found = this.#data.messages.get(id);
      return this.#data.conversations.get(found?.conversation ?? '')?.owner === owner ? (found ?? null) : null;
    });
  }

  turn(id: string): Promise<TurnRecord | null> {
    return this.#ask(() => this.#data.turn(id)?.record ?? null);
  }

  openTurns(conversation: string): Promise<readonly TurnRecord[]> {
    return this.#ask(() => this.#data.open(conversation).map(({ record }) => record));
  }

  idempotency(hash: string): Promise<IdempotencyRecord | null> {
    return this.#ask(() => this.#data.keys.get(hash) ?? null);
  }

  state(conversation: string, scope: string, leaf: string): Promise<StateRecord | null> {
    return this.#ask(() => this.#data.state(conversation, scope, leaf));
  }

  states(owner: string, scope: string, conversations: readonly string[]): Promise<readonly StateRecord[]> {
    const { conversations: known } = this.#data;
    return this.#ask(() =>
      conversations
        .flatMap((id) => known.get(id) ?? [])
        .filter((conversation) => conversation.owner === owner)
        .flatMap(({ id, head }) => this.#data.state(id, scope, head) ?? []),
    );
  }

  tokensCountFrom(_owner: string): Promise<number | null> {
    return this.#ask(() => null);
  }

  account(owner: string): Promise<AccountRecord | null> {
    return this.#ask(() => this.#data.account(owner));
  }

  ledger(owner: string, limit: number, before = Infinity): Promise<readonly LedgerRecord[]> {
    const lines = this.#data.ledger.filter((line) => line.owner === owner && line.position < before);
    return this.#ask(() => lines.toReversed().slice(0, limit));
  }

  /** Nobody sends files here, and no answer is kept. */
  media(): Promise<null> {
    return this.#ask(() => null);
  }

  mediaOf(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  scrub(): Promise<void> {
    return Promise.resolve();
  }

  unsettledMedia(): Promise<readonly []> {
    return this.#ask(() => []);
  }

  cachedAnswer(): Promise<null> {
    return this.#ask(() => null);
  }

  setting(): Promise<null> {
    return this.#ask(() => null);
  }

  settings(): Promise<readonly []> {
    return this.#ask(() => []);
  }

  claimAbandoned(node: string): Promise<readonly TurnRecord[]> {
    return this.#ask(() => this.#data.claimAbandoned(node));
  }

  renewLease(node: string, _leaseMs: number): Promise<void> {
    return this.#ask(() => {
      if (this.#data.superseded.has(node)) {
        throw new Error(`The lease of ${node} was lost.`);
      }
    });
  }

  sweep(_before: number): Promise<void> {
    return this.#ask(() => undefined);
  }

  async stage(): Promise<void> {
    throw new Error('Nothing in the simulated world is imported.');
  }

  async unstage(): Promise<void> {
    throw new Error('Nothing in the simulated world is imported.');
  }

  ping(): Promise<void> {
    return this.#ask(() => undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #ask<T>(question: () => T): Promise<T> {
    const fails = this.#world.mishap(this.#world.weather.store.readFails);
    return this.#exchange(false, () => {
      const refusal = fails ? new StoreUnavailable('The connection was cut.') : this.#refusal(false);
      return refusal === null ? { value: question() } : { error: refusal };
    });
  }

  /** There, the work, and back; a process that died meanwhile never learns of it. */
  #exchange<T>(outlivesCrash: boolean, work: () => Answer<T>): Promise<T> {
    const { scheduler } = this.#world;
    return new Promise((resolve, reject) => {
      scheduler.schedule(this.#delay(), 'input', null, () => {
        if (this.#process.dead && !outlivesCrash) {
          return;
        }
        let answer: Answer<T>;
        try {
          answer = work();
        } catch (error) {
          answer = { error: error instanceof Error ? error : new Error(String(error)) };
        }
        scheduler.schedule(this.#delay(), 'input', this.#process, () => {
          if ('error' in answer) {
            reject(answer.error);
          } else {
            resolve(answer.value);
          }
        });
      });
    });
  }

  #delay(): number {
    const { random, weather } = this.#world;
    return this.#world.mishap(weather.store.slow) ? random.between(20, 600) : random.between(0, 2);
  }

  #refusal(writes: boolean): StoreUnavailable | null {
    const at = this.#world.scheduler.elapsed();
    const outage = this.#world.weather.store.outages.find(({ from, to }) => at >= from && at < to);
    return outage === undefined || this.#world.calm || (outage.kind === 'full' && !writes)
      ? null
      : new StoreUnavailable(`The store is ${outage.kind}.`, { kind: outage.kind });
  }

  /** A node that was fenced cannot begin anything new; what it appends is for the epochs to decide. */
  #late(units: readonly CommitUnit[]): StoreUnavailable | null {
    const begins = units.some((unit) => unit.writes.some(({ kind }) => kind === 'turn.create'));
    return begins && this.#data.superseded.has(this.#node) ? new StoreUnavailable('The lease was lost.') : null;
  }

  #apply(unit: CommitUnit): CommitOutcome {
    const outcome = applyUnit(this.#data, unit);
    this.#world.note(() => {
      const writes = unit.writes.map((write) => describe(write)).join(', ');
      const refused = outcome.committed ? '' : ` REFUSED ${outcome.reason} at ${outcome.write}`;
      return `${this.#node} commits ${writes}${refused}`;
    });
    return outcome;
  }
}

function describe(write: CommitUnit['writes'][number]): string {
  switch (write.kind) {
    case 'turn.append': {
      const types = write.events.map(({ type }) => type);
      return `append ${write.turn} ${write.firstSeq}+${types.length} (${types.join(' ')})`;
    }
    case 'turn.create':
      return `create ${write.turn.id} in ${write.turn.conversation}`;
    case 'turn.begin':
    case 'turn.attempt':
    case 'turn.cancel':
      return `${write.kind} ${write.turn}`;
    case 'turn.end':
      return `end ${write.turn} ${write.status}`;
    default:
      return write.kind;
  }
}
