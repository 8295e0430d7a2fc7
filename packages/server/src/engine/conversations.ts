import type { ConversationRecord, MessageRecord, StateRecord, TurnRecord } from '../ports/records.ts';
import type { CommitOutcome, Write } from '../ports/store.ts';
import { cancelTurn } from './cancel-turn.ts';
import type { CreateConversation } from './engine.ts';
import type { EngineContext } from './engine-context.ts';
import { ParlanceError } from './errors.ts';
import { awaitTerminal } from './read-turn.ts';

/** How often a deletion cancels what came in while it waited for the answers before. */
const DELETION_ROUNDS = 5;

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
  await mustCommit(context, { kind: 'conversation.create', conversation });
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
  await mustCommit(context, { kind: 'conversation.rename', id, owner, title, at: context.clock.now() });
  return findConversation(context, owner, id);
}

/** Cancels what runs and waits for its end, then removes everything. Source: TURN.md 30. */
export async function deleteConversation(context: EngineContext, owner: string, id: string): Promise<void> {
  for (let round = 0; round < DELETION_ROUNDS; round += 1) {
    await findConversation(context, owner, id);
    await cancelAll(context, await context.store.openTurns(id));
    // Also where the answer is lost: then it may be gone all the same.
    const outcome = await commitOne(context, { kind: 'conversation.delete', id, owner }).finally(() =>
      context.branches.forget(id),
    );
    if (outcome.committed) {
      return;
    }
    // `busy`: a message came in between. It is cancelled as well.
    if (outcome.reason !== 'busy') {
      throw refusal('conversation.delete', outcome);
    }
  }
  throw new ParlanceError('conversation_busy', 'New messages keep coming in this conversation.', { retryAfter: 1 });
}

async function cancelAll(context: EngineContext, open: readonly TurnRecord[]): Promise<void> {
  const controller = new AbortController();
  const cancelTimer = context.clock.after(context.limits.leaseMs, () => {
    const message = 'The answer under way in this conversation did not end in time.';
    controller.abort(new ParlanceError('conversation_busy', message, { retryAfter: 1 }));
  });
  try {
    await Promise.all(
      // The newest first, so that none begins to run because the one before it ended.
      open.toReversed().map(async (turn) => {
        const outcome = await cancelTurn(context, turn, 'deletion');
        if (outcome.state === 'stored') {
          await awaitTerminal(context, turn.id, controller.signal);
        }
      }),
    );
  } finally {
    cancelTimer();
  }
}

export async function branchOf(
  context: EngineContext,
  conversation: ConversationRecord,
  limit: number,
  leaf: string | null = conversation.head,
): Promise<readonly MessageRecord[]> {
  return leaf === null ? [] : context.store.branch(conversation.id, leaf, limit);
}

export async function openTurnsOf(
  context: EngineContext,
  owner: string,
  conversation: string,
): Promise<readonly TurnRecord[]> {
  await findConversation(context, owner, conversation);
  return context.store.openTurns(conversation);
}

export async function stateOf(
  context: EngineContext,
  owner: string,
  conversation: string,
  scope: string,
  wanted?: string,
): Promise<StateRecord | null> {
  const { head } = await findConversation(context, owner, conversation);
  const leaf = wanted ?? head;
  return leaf === null ? null : context.store.state(conversation, scope, leaf);
}

async function mustCommit(context: EngineContext, write: Write): Promise<void> {
  const outcome = await commitOne(context, write);
  if (!outcome.committed) {
    throw refusal(write.kind, outcome);
  }
}

function refusal(what: Write['kind'], { reason }: Extract<CommitOutcome, { committed: false }>): ParlanceError {
  return reason === 'not-found'
    ? new ParlanceError('not_found', 'There is no such conversation.')
    : new ParlanceError('internal', `The store refused ${what}: ${reason}`);
}

function commitOne(context: EngineContext, write: Write): Promise<CommitOutcome> {
  return context.group.commit({ writes: [write] });
}
