import { sessionAfter } from '../ports/dialogue-sessions.ts';
import type { ConversationRecord, MessageRecord } from '../ports/records.ts';
import type { StagedMessage } from '../ports/store.ts';
import type { EngineContext } from './engine-context.ts';
import { ParlanceError } from './errors.ts';
import { idempotencyHash } from './idempotency.ts';

const MOUNT = 'native';
const OPERATION = 'conversations.import';
/** Messages that are staged together. */
const PORTION = 200;

/** A message as somebody else kept it. */
export interface ForeignMessage {
  readonly id: string | null;
  /** Messages with one name are of one session; null: silence ends it. */
  readonly session: string | null;
  readonly at: number;
  readonly speaker: string;
  readonly text: string;
}

export interface ImportRequest {
  readonly owner: string;
  readonly assistant: string;
  readonly title: string | null;
  /** In order; a rejection of it stores nothing. */
  readonly messages: AsyncIterable<readonly ForeignMessage[]>;
  /** `fingerprint` is asked for when `messages` has ended. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: () => string };
}

export interface ImportedConversation extends ImportCounts {
  readonly conversation: ConversationRecord;
  /** True where the key had imported it already. */
  readonly replayed: boolean;
}

interface ImportCounts {
  readonly messages: number;
  readonly sessions: number;
  readonly speakers: readonly string[];
  /** Times of the first and the last message in their order; null where there is none. */
  readonly first: number | null;
  readonly last: number | null;
}

/**
 * Brings in a conversation as a whole or not at all: messages are stored where nobody finds them, and the conversation is
 * published with one small commit at the end.
 */
export async function importConversation(
  context: EngineContext,
  request: ImportRequest,
): Promise<ImportedConversation> {
  const { owner, idempotency } = request;
  const hash = idempotency === undefined ? null : idempotencyHash(owner, OPERATION, idempotency.key);
  const known = hash === null ? null : await context.store.idempotency(hash);
  const id = context.ids.next();
  const draft = new Draft(context, id, known === null);
  try {
    for await (const portion of request.messages) await draft.add(portion);
    await draft.flush();
    const fingerprint = idempotency?.fingerprint() ?? '';
    if (known !== null) return await replay(context, owner, known, fingerprint, draft.counts());
    if (draft.head === null) throw new ParlanceError('validation', 'There is no message in it.', { field: 'body' });
    const conversation = conversationOf(context, request, id, draft.head);
    const key = hash === null ? [] : [{ hash, fingerprint, turn: id, createdAt: conversation.createdAt }];
    const outcome = await context.group.commit({
      writes: [
        ...key.map((one) => ({ kind: 'idempotency.create' as const, key: one })),
        { kind: 'conversation.publish', conversation },
      ],
    });
    if (outcome.committed) return { conversation, ...draft.counts(), replayed: false };
    const winner = hash === null ? null : await context.store.idempotency(hash);
    if (winner === null) throw new ParlanceError('internal', `The store refused an import: ${outcome.reason}`);
    const replayed = await replay(context, owner, winner, fingerprint, draft.counts());
    await context.store.unstage(id);
    return replayed;
  } catch (error) {
    // Where this fails too, the next start removes it.
    await context.store.unstage(id).catch(() => {});
    throw error;
  }
}

async function replay(
  context: EngineContext,
  owner: string,
  { fingerprint, turn }: { readonly fingerprint: string; readonly turn: string },
  own: string,
  counts: ImportCounts,
): Promise<ImportedConversation> {
  if (fingerprint !== own) {
    throw new ParlanceError(
      'idempotency_mismatch',
      'This Idempotency-Key was used before with another request body. Use a new key for a new request.',
    );
  }
  const conversation = await context.store.conversation(owner, turn);
  if (conversation === null) throw new ParlanceError('not_found', 'The imported conversation was deleted.');
  return { conversation, ...counts, replayed: true };
}

function conversationOf(
  context: EngineContext,
  { owner, assistant, title }: ImportRequest,
  id: string,
  head: string,
): ConversationRecord {
  const now = context.clock.now();
  return { id, owner, assistant, mount: MOUNT, externalKey: null, title, createdAt: now, updatedAt: now, head };
}

/** The line of messages as it is written, and what is told of it. */
class Draft {
  readonly #context: EngineContext;
  readonly #conversation: string;
  /** False where it only counts. */
  readonly #stores: boolean;
  readonly #sessions = new Map<string, number>();
  readonly #speakers = new Set<string>();
  #waiting: StagedMessage[] = [];
  #last: { readonly session: number; readonly at: number } | null = null;
  #highest = 0;
  #first: number | null = null;
  #count = 0;
  head: string | null = null;

  constructor(context: EngineContext, conversation: string, stores: boolean) {
    this.#context = context;
    this.#conversation = conversation;
    this.#stores = stores;
  }

  async add(portion: readonly ForeignMessage[]): Promise<void> {
    for (const one of portion) {
      this.#waiting.push({ message: this.#messageOf(one), session: this.#sessionOf(one) });
      this.#count += 1;
      this.#first ??= one.at;
      this.#speakers.add(one.speaker);
    }
    if (this.#waiting.length >= PORTION) await this.flush();
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (this.#stores && waiting.length > 0) await this.#context.store.stage(this.#conversation, waiting);
  }

  counts(): ImportCounts {
    const speakers = [...this.#speakers];
    return {
      messages: this.#count,
      sessions: this.#highest,
      speakers,
      first: this.#first,
      last: this.#last?.at ?? null,
    };
  }

  #messageOf({ id, at, speaker, text }: ForeignMessage): MessageRecord {
    const role = ASSISTANT_NAMES.has(speaker.toLowerCase()) ? 'assistant' : 'user';
    const message: MessageRecord = {
      id: this.#context.ids.next(),
      conversation: this.#conversation,
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
    return sessionAfter(this.#last, at) === this.#last.session ? this.#last.session : this.#highest + 1;
  }
}

/** Speakers whose messages are an assistant's; everybody else is a person. */
const ASSISTANT_NAMES = new Set(['assistant', 'ai', 'bot', 'chatbot']);
