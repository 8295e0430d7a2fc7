import type { ConversationRecord, MessageRecord } from './records.ts';

/**
 * What is remembered of an owner beyond the messages themselves. The messages are the truth: every memory names those
 * that it comes from, and goes with the last of them. Source: RETRIEVAL.md §2 and §3.
 */
export const MEMORY_TYPES = ['fact', 'preference', 'event', 'task'] as const;
export type MemoryType = (typeof MEMORY_TYPES)[number];

/** `superseded`: another value took its place. `ended`: it stopped to be so, and nothing took its place. */
export const MEMORY_STATUSES = ['current', 'superseded', 'ended'] as const;
export type MemoryStatus = (typeof MEMORY_STATUSES)[number];

/** Times are milliseconds since the epoch. */
export interface MemoryRecord {
  readonly id: string;
  readonly owner: string;
  /** Whose memory it is, within the owner's; see `scopeOf`. */
  readonly scope: string;
  readonly type: MemoryType;
  /** Who or what it is about, in lower case; `user` for the owner. */
  readonly subject: string;
  /** What it says of the subject, in lower case with underscores, such as `lives_in`. */
  readonly attribute: string;
  readonly value: string;
  /** The whole of it as a sentence, to be shown and searched. */
  readonly text: string;
  /** From 1, a detail, to 5. */
  readonly importance: number;
  /** When its source said it: of two values of one attribute the later one is current. */
  readonly validFrom: number;
  /** When it ceased to be so; null while it is current. */
  readonly validTo: number | null;
  /** When what it speaks of happens or happened; null where no time was said. */
  readonly eventAt: number | null;
  readonly recordedAt: number;
  /** The memory that took its place; null where there is none, or where that one was removed. */
  readonly supersededBy: string | null;
  readonly status: MemoryStatus;
  readonly accessCount: number;
  readonly lastAccessed: number | null;
  /** Who found it: the rules, a model, or the user by a correction. */
  readonly extractor: 'rules' | 'model' | 'user';
}

/** A memory and one message that it comes from. */
export interface MemorySource {
  readonly memory: string;
  readonly message: MessageRecord;
}

/** Someone or something with a name. */
export interface EntityRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Other names, in lower case; its own in lower case is one of them. */
  readonly aliases: readonly string[];
}

/** `src` and `dst` are ids of entities; it is valid as long as its memory. */
export interface RelationRecord {
  readonly src: string;
  readonly predicate: string;
  readonly dst: string;
  readonly memory: string;
  readonly validFrom: number;
  readonly validTo: number | null;
}

/** What was said in a conversation up to a message. */
export interface SummaryRecord {
  readonly conversation: string;
  readonly owner: string;
  readonly uptoMessage: string;
  /** When that message was stored. */
  readonly uptoAt: number;
  readonly text: string;
  readonly tokens: number;
}

/** Messages of a conversation that nothing was extracted from yet. */
export interface MemoryBatch {
  readonly conversation: string;
  readonly owner: string;
  readonly scope: string;
  /** The last message before them; null where there is none. */
  readonly from: string | null;
  /** The last of them. */
  readonly to: string;
  /** The turn that they end with. */
  readonly turn: string;
  readonly messages: number;
  readonly tokens: number;
  readonly updatedAt: number;
}

/** A memory that facts about an entity lead to. */
export interface GraphHit {
  readonly memory: string;
  /** 1: it mentions what was named. 2: it mentions something that a memory with distance 1 mentions. */
  readonly distance: 1 | 2;
}

export interface MemoryQuery {
  readonly owner: string;
  readonly scope?: string;
  readonly type?: MemoryType;
  readonly status?: MemoryStatus;
  readonly subject?: string;
  readonly attribute?: string;
  readonly limit: number;
  /** Continues a page: the last record of the one before. */
  readonly before?: { readonly recordedAt: number; readonly id: string };
}

/** Reads of what is remembered. Every question names the owner; what is another owner's MUST NOT be found. */
export interface MemoryStore {
  memory(owner: string, id: string): Promise<MemoryRecord | null>;
  /** Last recorded first (keyset). */
  memories(query: MemoryQuery): Promise<readonly MemoryRecord[]>;
  /** The messages behind these memories, the oldest message first. */
  sources(owner: string, memories: readonly string[]): Promise<readonly MemorySource[]>;
  /** What this memory took the place of, directly or not, the latest first; at most `limit`. */
  history(owner: string, id: string, limit: number): Promise<readonly MemoryRecord[]>;
  /** Current memories that share terms (`retrieval/text/terms.ts`) with the given, those with more and rarer ones first. */
  nearest(owner: string, scope: string, terms: readonly string[], limit: number): Promise<readonly MemoryRecord[]>;
  /** The entities that these names, in lower case, are aliases of. */
  entities(owner: string, scope: string, names: readonly string[]): Promise<readonly EntityRecord[]>;
  /** Relations that begin or end at the entity, current ones first; at most `limit`. */
  relations(owner: string, entity: string, limit: number): Promise<readonly RelationRecord[]>;
  /**
   * One hop over the facts: named entities → their memories → the entities of those → their memories. Entities that more
   * than `maxDegree` memories mention are passed over. Nearest first, then the last recorded; at most `limit`.
   */
  graph(
    owner: string,
    scope: string,
    names: readonly string[],
    bounds: { readonly maxDegree: number; readonly limit: number },
  ): Promise<readonly GraphHit[]>;
  /** Null where nothing was summed up yet, or the conversation is not the owner's. */
  summary(owner: string, conversation: string): Promise<SummaryRecord | null>;
  /** What is waiting to be extracted; null where that is nothing. */
  batch(owner: string, conversation: string): Promise<MemoryBatch | null>;
}

/** A memory that is new to the store, which sets the rest of its fields. */
export type NewMemory = Omit<MemoryRecord, 'validTo' | 'supersededBy' | 'status' | 'accessCount' | 'lastAccessed'>;

/** What two memories are compared by. The maker of a write gives it, so that every store compares alike. */
export interface MemoryKeys {
  /** Two values with one key are the same value. */
  readonly value: string;
  /** The distinct terms of the text. */
  readonly terms: readonly string[];
}

/** Changes of what is remembered, as typed writes of the store; see `ports/store.ts`. */
export type MemoryWrite =
  /**
   * Counts messages of a turn towards the conversation's batch. Where the batch is full with them it is emptied, and a
   * job of kind `memory.extract` with `ExtractionPayload` and the key (conversation, from, to) is added. The same turn a
   * second time changes nothing.
   */
  | {
      readonly kind: 'memory.note';
      readonly batch: Omit<MemoryBatch, 'from'>;
      readonly full: { readonly messages: number; readonly tokens: number };
      /** Whether the rules have read these messages already. */
      readonly read: boolean;
    }
  /** Makes jobs, as above, of at most `limit` batches that nothing was added to since `before`. */
  | { readonly kind: 'memory.close'; readonly before: number; readonly at: number; readonly limit: number }
  /**
   * Remembers something, unless that is known. In this order, all among memories of the same owner, scope and subject:
   * - No source is left that is the owner's: nothing happens. The same id a second time: nothing happens.
   * - One with the same attribute, value key and a common source, whatever its status: nothing happens.
   * - A current one with the same attribute and value key: it is confirmed, as by `memory.confirm`.
   * - A current one with the same attribute, unless `single`, whose terms have a Jaccard index of at least 0.8 with the
   *   new one's: it is confirmed.
   * - Else it is added. Those in `supersedes`, and where `single` all current ones with the same attribute, are
   *   superseded by it; one of the latter with a later `validFrom` supersedes it instead.
   * An ended one of the same attribute is superseded by it too, where `single`. A superseded memory gets `validTo`, its
   * successor's `validFrom`, and so do its relations.
   */
  | {
      readonly kind: 'memory.add';
      readonly memory: NewMemory;
      readonly keys: MemoryKeys;
      readonly sources: readonly string[];
      readonly single: boolean;
      readonly supersedes: readonly string[];
      readonly entities: readonly NamedEntity[];
      readonly relations: readonly NamedRelation[];
    }
  /** Adds sources and the greater importance. No effect where the memory is gone. */
  | {
      readonly kind: 'memory.confirm';
      readonly owner: string;
      readonly id: string;
      readonly sources: readonly string[];
      readonly importance: number;
    }
  /** Ends current memories of this subject and attribute whose value key has all words of `value`; null: of any value. */
  | {
      readonly kind: 'memory.end';
      readonly owner: string;
      readonly scope: string;
      readonly subject: string;
      readonly attribute: string;
      readonly value: string | null;
      readonly at: number;
    }
  /**
   * The user sets it right: what it said before is kept as the superseded memory `former`, with the same sources. Where
   * `former` is null it says the same as before, and of `changes` only the importance counts. Refused as `not-found`.
   */
  | {
      readonly kind: 'memory.correct';
      readonly owner: string;
      readonly id: string;
      readonly former: string | null;
      readonly changes: Pick<MemoryRecord, 'type' | 'value' | 'text' | 'importance' | 'eventAt'>;
      readonly keys: MemoryKeys;
      readonly at: number;
    }
  /**
   * The user wants it gone, with what it took the place of. Refused as `not-found`. As with
   * `conversation.delete` no byte of it MUST be left.
   */
  | { readonly kind: 'memory.remove'; readonly owner: string; readonly id: string }
  /**
   * All memories, entities and summaries of the owner, in this scope and those of its members (`staff`: also
   * `staff/maya`) or, where null, in all. Messages stay, and nothing
   * is extracted again from those that are there. No byte of what was remembered MUST be left.
   */
  | { readonly kind: 'memory.clear'; readonly owner: string; readonly scope: string | null }
  /** Notes that these were shown. Those that are gone are passed over. */
  | { readonly kind: 'memory.touch'; readonly owner: string; readonly ids: readonly string[]; readonly at: number }
  /** Takes the place of the conversation's summary, unless that reaches further. No effect where that is not the owner's. */
  | { readonly kind: 'summary.put'; readonly summary: SummaryRecord };

/** An entity as a memory names it. The one that is known under an alias already keeps its id and gets the new aliases. */
export interface NamedEntity {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly aliases: readonly string[];
}

/** Between entities of the same write, by the ids there. */
export interface NamedRelation {
  readonly src: string;
  readonly predicate: string;
  readonly dst: string;
}

export const EXTRACTION = 'memory.extract';

/** What a job of kind `memory.extract` is to read. */
export interface ExtractionPayload {
  readonly owner: string;
  readonly scope: string;
  readonly conversation: string;
  readonly from: string | null;
  readonly to: string;
  readonly read: boolean;
}

/**
 * The scope that a conversation's memories belong to: its assistant, such as `staff`, or one staff member, such as
 * `staff/maya`. What is said to one is not remembered by another. The key of a conversation with a member begins with the
 * member's id, up to the first `/`.
 */
export function scopeOf({ assistant, mount, externalKey }: ScopedConversation): string {
  const [member] = mount === 'staff' && externalKey !== null ? externalKey.split('/') : [];
  return member === undefined ? assistant : `${assistant}/${member}`;
}

/**
 * The scopes that a conversation of `scope` recalls from, its own first: a member of the staff knows what was said to it
 * and what was said to the staff as a whole, never what was said to another member.
 */
export function recalledScopes(scope: string): readonly string[] {
  const [assistant] = scope.split('/');
  return assistant === undefined || assistant === scope ? [scope] : [scope, assistant];
}

export type ScopedConversation = Pick<ConversationRecord, 'assistant' | 'mount' | 'externalKey'>;
