import type { ConversationRecord, MessageRecord, TurnRecord } from '../ports/records.ts';
import type { CommitOutcome, Write } from '../ports/store.ts';
import { StoreUnavailable } from '../ports/store.ts';
import { cancelTurn } from './cancel-turn.ts';
import type { CreateConversation } from './engine.ts';
import type { EngineContext } from './engine-context.ts';
import { ParlanceError } from './errors.ts';
import { awaitTerminal } from './read-turn.ts';
import { storageError } from './storage-error.ts';

export async function createConversation(
  context: EngineContext,
  request: CreateConversation,
): Promise<ConversationRecord> {
  const now = context.clock.now();
  const conversation: ConversationRecord = {
    id: context.ids.next(),
    owner: request.owner,
    assistant: request.assistant,
    mount: request.mount,
    externalKey: null,
    title: request.title,
    createdAt: now,
    updatedAt: now,
    head: null,
  };
  await commitOne(context, { kind: 'conversation.create', conversation });
  return conversation;
}

export async function findConversation(context: EngineContext, owner: string, id: string): Promise<ConversationRecord> {
  const conversation = await context.store.conversation(owner, id);
  if (conversation === null) {
    throw new ParlanceError('not_found', 'There is no such conversation.');
  }
  return conversation;
}

export async function renameConversation(
  context: EngineContext,
  owner: string,
  id: string,
  title: string,
): Promise<ConversationRecord> {
  await commitOne(context, { kind: 'conversation.rename', id, owner, title, at: context.clock.now() });
  return findConversation(context, owner, id);
}

/** Cancels what runs and waits for its end, then removes everything. Source: TURN.md 30. */
export async function deleteConversation(context: EngineContext, owner: string, id: string): Promise<void> {
  await findConversation(context, owner, id);
  const open = await context.store.openTurns(id);
  const signal = AbortSignal.timeout(context.limits.leaseMs);
  await Promise.all(
    // The newest first, so that none begins to run because the one before it ended.
    open.toReversed().map(async (turn) => {
      const outcome = await cancelTurn(context, turn, 'deletion');
      if (outcome.state === 'stored') {
        await awaitTerminal(context, turn.id, signal);
      }
    }),
  );
  await commitOne(context, { kind: 'conversation.delete', id, owner });
}

export async function branchOf(
  context: EngineContext,
  conversation: ConversationRecord,
  limit: number,
): Promise<readonly MessageRecord[]> {
  return conversation.head === null ? [] : context.store.branch(conversation.id, conversation.head, limit);
}

export async function openTurnsOf(
  context: EngineContext,
  owner: string,
  conversation: string,
): Promise<readonly TurnRecord[]> {
  await findConversation(context, owner, conversation);
  return context.store.openTurns(conversation);
}

async function commitOne(context: EngineContext, write: Write): Promise<void> {
  let outcome: CommitOutcome;
  try {
    outcome = await context.group.commit({ writes: [write] });
  } catch (error) {
    throw error instanceof StoreUnavailable ? storageError(error) : error;
  }
  if (!outcome.committed) {
    throw outcome.reason === 'not-found'
      ? new ParlanceError('not_found', 'There is no such conversation.')
      : new ParlanceError('internal', `The store refused ${write.kind}: ${outcome.reason}`);
  }
}
