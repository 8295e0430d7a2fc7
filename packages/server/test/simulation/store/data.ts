import type { TurnEvent } from '@parlance/wire';
import type {
  AccountRecord,
  ConversationRecord,
  IdempotencyRecord,
  JobRecord,
  LedgerRecord,
  MessageRecord,
  StateRecord,
  TurnRecord,
} from '../../../src/ports/records.ts';

/** A turn as it is stored, with its log. */
export interface StoredTurn {
  record: TurnRecord;
  /** The first number of the current epoch. */
  claimedFrom: number;
  readonly log: TurnEvent[];
  /** When it began to run, milliseconds since the epoch; null while it waits. */
  runsSince: number | null;
  /** By the store's clock; null while it is open. */
  endedAt: number | null;
  /** The epoch in which the wish to cancel was stored; null while nobody wished it. */
  cancelledIn: number | null;
  /** Its conversation was deleted: clients may no longer find it, the oracle still does. */
  deleted: boolean;
}

/** Ways in which the store may be broken on purpose. */
export interface StoreDefects {
  readonly ignoresEpochs?: boolean;
  readonly repeatsAreNew?: boolean;
  readonly followsOpen?: boolean;
}

/** What is stored. It outlives every simulated process. */
export class Data {
  readonly conversations = new Map<string, ConversationRecord>();
  readonly messages = new Map<string, MessageRecord>();
  /** In the order of acceptance, deleted ones included. */
  readonly turns = new Map<string, StoredTurn>();
  readonly turnsOf = new Map<string, StoredTurn[]>();
  readonly keys = new Map<string, IdempotencyRecord>();
  /** By kind and key. */
  readonly jobs = new Map<string, JobRecord>();
  /** By conversation, scope and turn. */
  readonly states = new Map<string, StateRecord>();
  /** In the order of writing. */
  readonly ledger: LedgerRecord[] = [];
  /** Nodes whose turns were given to another. */
  readonly superseded = new Set<string>();
  readonly nodes = new Set<string>();
  readonly violate: (rule: string, what: string) => void;
  readonly now: () => number;
  readonly defects: StoreDefects;

  constructor(
    world: { violate: (rule: string, what: string) => void; scheduler: { now: () => number } },
    defects: StoreDefects = {},
  ) {
    this.defects = defects;
    this.violate = (rule, what) => world.violate(rule, what);
    this.now = () => world.scheduler.now();
  }

  /** A turn that clients can find. */
  turn(id: string): StoredTurn | undefined {
    const turn = this.turns.get(id);
    return turn?.deleted === true ? undefined : turn;
  }

  /** Turns of a conversation that have not ended, oldest first. */
  open(conversation: string): readonly StoredTurn[] {
    return (this.turnsOf.get(conversation) ?? []).filter((turn) => turn.record.endedAt === null);
  }

  conversationByKey(owner: string, mount: string, key: string): ConversationRecord | null {
    for (const conversation of this.conversations.values()) {
      if (conversation.owner === owner && conversation.mount === mount && conversation.externalKey === key) {
        return conversation;
      }
    }
    return null;
  }

  branch(conversation: string, leaf: string, limit: number): readonly MessageRecord[] {
    const found: MessageRecord[] = [];
    for (let id: string | null = leaf; id !== null && found.length < limit;) {
      const message: MessageRecord | undefined = this.messages.get(id);
      if (message === undefined || message.conversation !== conversation) {
        break;
      }
      found.push(message);
      id = message.parent;
    }
    return found.toReversed();
  }

  state(conversation: string, scope: string, leaf: string | null): StateRecord | null {
    for (const { turn } of this.branch(conversation, leaf ?? '', Infinity).toReversed()) {
      const found = this.states.get(stateKey({ conversation, scope, turn }));
      if (found !== undefined) {
        return found;
      }
    }
    return null;
  }

  /** Null where the owner has no line in the ledger. */
  account(owner: string): AccountRecord | null {
    const last = this.ledger.findLast((line) => line.owner === owner);
    const open = [...this.turns.values()].filter(({ record }) => record.owner === owner && record.endedAt === null);
    const reserved = open.reduce((sum, { record }) => sum + (record.reserved ?? 0), 0);
    return last === undefined ? null : { balance: last.balance, reserved };
  }

  /** All turns of other nodes, with a new epoch each; from then on those nodes are fenced. */
  claimAbandoned(node: string): readonly TurnRecord[] {
    const claimed: TurnRecord[] = [];
    for (const other of this.nodes) {
      if (other !== node) {
        this.superseded.add(other);
      }
    }
    for (const turn of this.turns.values()) {
      if (turn.record.endedAt === null && turn.record.node !== node) {
        turn.record = { ...turn.record, node, epoch: turn.record.epoch + 1 };
        turn.claimedFrom = turn.log.length;
        claimed.push(turn.record);
      }
    }
    return claimed;
  }
}

export function stateKey({ conversation, scope, turn }: Pick<StateRecord, 'conversation' | 'scope' | 'turn'>): string {
  return `${conversation} ${scope} ${turn}`;
}
