import { SESSION_SILENCE_MS } from '../ports/dialogue-sessions.ts';
import { EXTRACTION } from '../ports/memory-store.ts';
import type { MessageRecord } from '../ports/records.ts';
import type { StagedMessage, Write } from '../ports/store.ts';
import { estimateTokens } from '../ports/token-counter.ts';
import type { EngineContext } from './engine-context.ts';

/** Messages that are staged together. */
const PORTION = 200;
/** What is read together where it is to be remembered. Source: RETRIEVAL.md §3.2. */
const BATCH_MESSAGES = 10;
const BATCH_TOKENS = 4_000;

/** A message as somebody else kept it. */
export interface ForeignMessage {
  readonly id: string | null;
  /** Messages with one name are of one session; null: silence ends it. */
  readonly session: string | null;
  readonly at: number;
  readonly speaker: string;
  readonly text: string;
}

export interface ImportCounts {
  readonly messages: number;
  readonly sessions: number;
  readonly speakers: readonly string[];
  /** The earliest and the latest time of a message; null where there is none. */
  readonly first: number | null;
  readonly last: number | null;
}

export interface DraftPlace {
  readonly owner: string;
  readonly conversation: string;
  /** False where it is only counted. */
  readonly stores: boolean;
}

/** The line of messages as it is written, and what is told of it. */
export class Draft {
  readonly #context: EngineContext;
  readonly #place: DraftPlace;
  readonly #sessions = new Map<string, number>();
  readonly #speakers = new Set<string>();
  #waiting: StagedMessage[] = [];
  #last: { readonly session: number; readonly at: number } | null = null;
  #highest = 0;
  #first: number | null = null;
  #latest: number | null = null;
  #count = 0;
  head: string | null = null;

  /** Last messages of batches that are full, and what has come since. */
  readonly #ends: string[] = [];
  #inBatch = 0;
  #tokensInBatch = 0;

  constructor(context: EngineContext, place: DraftPlace) {
    this.#context = context;
    this.#place = place;
  }

  async add(portion: readonly ForeignMessage[]): Promise<void> {
    for (const one of portion) {
      this.#waiting.push({ message: this.#messageOf(one), session: this.#sessionOf(one) });
      this.#count += 1;
      this.#first = Math.min(this.#first ?? one.at, one.at);
      this.#latest = Math.max(this.#latest ?? one.at, one.at);
      this.#speakers.add(one.speaker);
    }
    if (this.#waiting.length >= PORTION) await this.flush();
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const { stores, conversation } = this.#place;
    if (stores && waiting.length > 0) await this.#context.store.stage(conversation, waiting);
  }

  counts(): ImportCounts {
    const speakers = [...this.#speakers];
    return {
      messages: this.#count,
      sessions: this.#highest,
      speakers,
      first: this.#first,
      last: this.#latest,
    };
  }

  /** Jobs that read the messages in the batches in which they would have been read as they were said. */
  batches(scope: string): readonly Write[] {
    const { owner, conversation } = this.#place;
    const ends = this.head === null || this.#ends.at(-1) === this.head ? this.#ends : [...this.#ends, this.head];
    const runAt = this.#context.clock.now();
    return ends.map((to, at): Write => {
      const from = ends[at - 1] ?? null;
      const payload = { owner, scope, conversation, from, to, read: false };
      const key = `${conversation} ${from ?? ''} ${to}`;
      return {
        kind: 'job.create',
        job: { id: to, kind: EXTRACTION, key, payload, attempts: 0, runAt, turn: null },
      };
    });
  }

  #fill(text: string): void {
    this.#inBatch += 1;
    this.#tokensInBatch += estimateTokens(text);
    if (this.head === null || (this.#inBatch < BATCH_MESSAGES && this.#tokensInBatch < BATCH_TOKENS)) return;
    this.#ends.push(this.head);
    this.#inBatch = 0;
    this.#tokensInBatch = 0;
  }

  #messageOf({ id, at, speaker, text }: ForeignMessage): MessageRecord {
    const role = ASSISTANT_NAMES.has(speaker.toLowerCase()) ? 'assistant' : 'user';
    const message: MessageRecord = {
      id: this.#context.ids.next(),
      conversation: this.#place.conversation,
      parent: this.head,
      role,
      parts: [{ kind: 'text', text }],
      status: 'complete',
      turn: '',
      createdAt: at,
      ...(speaker === role ? {} : { speaker }),
      ...(id === null ? {} : { externalId: id }),
    };
    this.head = message.id;
    this.#fill(text);
    return message;
  }

  #sessionOf({ session: name, at }: ForeignMessage): number {
    const session = name === null ? this.#bySilence(at) : (this.#sessions.get(name) ?? this.#highest + 1);
    if (name !== null) this.#sessions.set(name, session);
    this.#highest = Math.max(this.#highest, session);
    this.#last = { session, at };
    return session;
  }

  #bySilence(at: number): number {
    if (this.#last === null) return 1;
    // Lines may be out of order: what was said long before is of another session, as what was said long after.
    return Math.abs(at - this.#last.at) > SESSION_SILENCE_MS ? this.#highest + 1 : this.#last.session;
  }
}

/** Speakers whose messages are an assistant's; everybody else is a person. */
const ASSISTANT_NAMES = new Set(['assistant', 'ai', 'bot', 'chatbot']);
