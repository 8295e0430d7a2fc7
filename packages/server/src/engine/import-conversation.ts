import { scopeOf } from '../ports/memory-store.ts';
import type { ConversationRecord } from '../ports/records.ts';
import type { EngineContext } from './engine-context.ts';
import { ParlanceError } from './errors.ts';
import { idempotencyHash } from './idempotency.ts';
import { Draft, type ForeignMessage, type ImportCounts } from './import-draft.ts';

const MOUNT = 'native';
const OPERATION = 'conversations.import';

export interface ImportRequest {
  readonly owner: string;
  readonly assistant: string;
  readonly title: string | null;
  /** In order; a rejection of it stores nothing. */
  readonly messages: AsyncIterable<readonly ForeignMessage[]>;
  /** Whether what they say is remembered as facts, by jobs that begin when it is stored. */
  readonly extract: boolean;
  /** `fingerprint` is asked for when `messages` has ended. */
  readonly idempotency?: { readonly key: string; readonly fingerprint: () => string };
}

export interface ImportedConversation extends ImportCounts {
  readonly conversation: ConversationRecord;
  /** True where the key had imported it already. */
  readonly replayed: boolean;
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
  const draft = new Draft(context, { owner, conversation: id, stores: known === null });
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
        ...(request.extract ? draft.batches(scopeOf(conversation)) : []),
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
