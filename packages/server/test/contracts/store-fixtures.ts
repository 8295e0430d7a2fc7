import type { PartDelta, TurnEvent } from '@parlance/wire';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { UuidV7 } from '../../src/adapters/ids/uuid-v7.ts';
import type { ConversationRecord, JobRecord, MessageRecord, TurnRecord } from '../../src/ports/records.ts';
import type { CommitOutcome, Store, Write } from '../../src/ports/store.ts';

export const NOW = 1_767_225_600_000;
const ids = new UuidV7(new ManualClock(NOW));

export function newId(): string {
  return ids.next();
}

export function conversation(changes: Partial<ConversationRecord> = {}): ConversationRecord {
  return {
    id: newId(),
    owner: 'alice',
    assistant: 'assistant',
    mount: 'native',
    externalKey: null,
    title: null,
    createdAt: NOW,
    updatedAt: NOW,
    head: null,
    ...changes,
  };
}

export function message(of: { readonly conversation: string }, changes: Partial<MessageRecord> = {}): MessageRecord {
  return {
    id: newId(),
    conversation: of.conversation,
    parent: null,
    role: 'user',
    parts: [{ kind: 'text', text: 'Hello' }],
    status: 'complete',
    turn: newId(),
    createdAt: NOW,
    ...changes,
  };
}

export function turn(of: { readonly conversation: string }, changes: Partial<TurnRecord> = {}): TurnRecord {
  return {
    id: newId(),
    conversation: of.conversation,
    owner: 'alice',
    assistant: 'assistant',
    mount: 'native',
    operation: 'native.turns.create',
    userMessage: newId(),
    assistantMessage: newId(),
    status: 'running',
    node: 'first',
    epoch: 1,
    attempts: 0,
    calls: [],
    model: 'scripted',
    maxTokens: 2_000,
    timeLimitMs: 30_000,
    correlationId: 'correlation',
    cancelRequestedBy: null,
    options: { stream: true, nested: { list: [1, 'two', null] } },
    usage: null,
    reserved: null,
    createdAt: NOW,
    endedAt: null,
    ...changes,
  };
}

export function job(changes: Partial<JobRecord> = {}): JobRecord {
  const id = newId();
  return { id, kind: 'webhook', key: id, payload: { any: ['thing'] }, attempts: 0, runAt: NOW, turn: null, ...changes };
}

/** A delta whose text tells where it belongs. */
export function delta(of: string, seq: number, text = `${of}:${seq} `): TurnEvent & PartDelta {
  return { turn: of, seq, at: NOW + seq, type: 'part.delta', part: 0, text };
}

export function deltas(of: string, firstSeq: number, count: number): readonly TurnEvent[] {
  return Array.from({ length: count }, (_, index) => delta(of, firstSeq + index));
}

export function append(of: TurnRecord, firstSeq: number, count: number, epoch = of.epoch): Write {
  return { kind: 'turn.append', turn: of.id, epoch, firstSeq, events: deltas(of.id, firstSeq, count) };
}

export function end(of: TurnRecord, changes: Partial<Extract<Write, { readonly kind: 'turn.end' }>> = {}): Write {
  return {
    kind: 'turn.end',
    turn: of.id,
    epoch: of.epoch,
    status: 'completed',
    usage: null,
    calls: [],
    at: NOW,
    ...changes,
  };
}

export function create(record: TurnRecord, maxWaiting = 8): Write {
  return { kind: 'turn.create', turn: record, maxWaiting };
}

/** The user message and the turn that answers it, as one acceptance writes them. */
export function acceptance(record: TurnRecord, maxWaiting = 8): readonly Write[] {
  const asked = message(record, { id: record.userMessage, turn: record.id });
  return [{ kind: 'message.create', follow: 'tail', message: asked }, create(record, maxWaiting)];
}

/** The answer's message and the end of the turn. */
export function ending(record: TurnRecord): readonly Write[] {
  const answer = message(record, {
    id: record.assistantMessage,
    turn: record.id,
    parent: record.userMessage,
    role: 'assistant',
  });
  return [{ kind: 'message.create', follow: 'parent', message: answer }, end(record)];
}

/** Commits one unit. */
export async function commit(store: Store, ...writes: readonly Write[]): Promise<CommitOutcome> {
  const [outcome] = await store.commit([{ writes }]);
  if (outcome === undefined) {
    throw new Error('The store gave no outcome.');
  }
  return outcome;
}

/** Commits one unit that nothing may refuse. */
export async function mustCommit(store: Store, ...writes: readonly Write[]): Promise<void> {
  const outcome = await commit(store, ...writes);
  if (!outcome.committed) {
    throw new Error(`${writes[outcome.write]?.kind ?? 'A write'} was refused: ${outcome.reason}.`);
  }
}

/** A stored conversation. */
export async function storedConversation(
  store: Store,
  changes: Partial<ConversationRecord> = {},
): Promise<{ readonly conversation: string; readonly record: ConversationRecord }> {
  const record = conversation(changes);
  await mustCommit(store, { kind: 'conversation.create', conversation: record });
  return { conversation: record.id, record };
}

/** A turn that runs in a conversation of its own. */
export async function storedTurn(store: Store, changes: Partial<TurnRecord> = {}): Promise<TurnRecord> {
  const record = turn(await storedConversation(store), changes);
  await mustCommit(store, ...acceptance(record));
  return record;
}
