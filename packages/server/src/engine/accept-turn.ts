import {
  textOf,
  type ConversationRecord,
  type MessageRecord,
  type StoredPart,
  type TurnRecord,
} from '../ports/records.ts';
import { StoreUnavailable, type CommitOutcome, type Write } from '../ports/store.ts';
import { cancelTurn } from './cancel-turn.ts';
import type { AcceptedTurn, AcceptRequest } from './engine.ts';
import type { EngineContext } from './engine-context.ts';
import { ParlanceError } from './errors.ts';
import { bodyFingerprint, idempotencyHash } from './idempotency.ts';
import { NotCommitted } from './group-commit.ts';
import { LiveTurn } from './live-turn.ts';
import { resolveDoubt } from './resolve-doubt.ts';
import { capabilitiesOf } from './run-turn.ts';
import { newConversation, newTurn, startedEvent } from './proposal.ts';
import type { TurnStarter } from './start-turn.ts';

/** How often a lost race (the same new conversation, the same key) is tried again. */
const RACES = 3;

/**
 * Stores the user's message and the turn in one transaction with the turn's first event, then starts it. When it
 * resolves the turn survives whatever happens; when it rejects nothing was stored. Source: TURN.md 1–7.
 */
export async function acceptTurn(
  context: EngineContext,
  starter: TurnStarter,
  request: AcceptRequest,
): Promise<AcceptedTurn> {
  let media: readonly StoredPart[] | null = null;
  for (let race = 0; race < RACES; race += 1) {
    const replayed = await findReplay(context, request);
    if (replayed !== null) {
      return { turn: replayed, replayed: true };
    }
    request.admit?.();
    media ??= (await request.media?.()) ?? [];
    const accepted = await tryAccept(context, starter, { ...request, parts: [...request.parts, ...media] });
    if (accepted !== null) {
      return { turn: accepted, replayed: false };
    }
  }
  throw new ParlanceError('conversation_busy', 'Too many requests for this conversation at the same moment.', {
    retryAfter: 1,
  });
}

/** The turn that the request's key belongs to already; null where it is new. */
async function findReplay(context: EngineContext, request: AcceptRequest): Promise<TurnRecord | null> {
  if (request.idempotency === undefined) {
    return null;
  }
  const { key, body } = request.idempotency;
  const stored = await context.store.idempotency(idempotencyHash(request.owner, request.operation, key));
  if (stored === null) {
    return null;
  }
  if (stored.fingerprint !== bodyFingerprint(body)) {
    throw new ParlanceError(
      'idempotency_mismatch',
      'This Idempotency-Key was used before with another request body. Use a new key for a new request.',
    );
  }
  return context.store.turn(stored.turn);
}

async function tryAccept(
  context: EngineContext,
  starter: TurnStarter,
  request: AcceptRequest,
): Promise<TurnRecord | null> {
  const found = await findConversation(context, request);
  await checkParent(context, request, found);
  const conversation = found ?? newConversation(context, request);
  const turn = newTurn(context, request, conversation);
  const additions = await prepare(context, request, turn);
  if (request.whenBusy === 'interrupt' && found !== null) {
    for (const open of await context.store.openTurns(conversation.id)) {
      await cancelTurn(context, open, 'interrupt');
    }
  }
  const started = startedEvent(turn, found === null, context.clock.now());
  const message = userMessage(context, request, turn);
  const live = new LiveTurn(turn, -1, found === null ? [message] : null);
  // Known before it is stored: whoever finds the turn in the store must find it alive.
  context.live.set(turn.id, live);
  const doubt = (): Promise<void> => resolveDoubt(context, starter, live, started);
  const outcome = await commitAcceptance(context, live, doubt, [
    ...(found === null ? [{ kind: 'conversation.create' as const, conversation }] : []),
    ...idempotencyWrite(context, request, turn),
    // A new conversation has no tail to be looked for.
    { kind: 'message.create', follow: found !== null && request.parent === undefined ? 'tail' : 'parent', message },
    { kind: 'turn.create', turn, maxWaiting: request.whenBusy === 'reject' ? 0 : context.limits.maxWaiting },
    { kind: 'turn.append', turn: turn.id, epoch: turn.epoch, firstSeq: 0, events: [started] },
    ...additions,
  ]);
  if (!outcome.committed) {
    live.release();
    refuse(outcome, request);
    return null;
  }
  if (outcome.reserved !== undefined) {
    live.hold(outcome.reserved);
  }
  live.publish([started]);
  context.observer.turnAccepted(turn);
  if (outcome.queued === true) {
    starter.enqueue(live);
  } else {
    starter.start(live);
  }
  return live.snapshot();
}

async function findConversation(
  context: EngineContext,
  { conversation, owner, mount }: AcceptRequest,
): Promise<ConversationRecord | null> {
  switch (conversation.kind) {
    case 'new':
      return null;
    case 'key':
      return context.store.conversationByKey(owner, mount, conversation.key);
    case 'id': {
      const found = await context.store.conversation(owner, conversation.id);
      if (found === null) {
        throw new ParlanceError('not_found', 'There is no such conversation.');
      }
      return found;
    }
  }
}

/** A branch may begin at any message of its own conversation, and at no other. */
async function checkParent(
  context: EngineContext,
  { owner, parent }: AcceptRequest,
  conversation: ConversationRecord | null,
): Promise<void> {
  if (parent === undefined || parent === null) {
    return;
  }
  const message = await context.store.message(owner, parent);
  if (message === null || message.conversation !== conversation?.id) {
    throw new ParlanceError('not_found', 'There is no such message in this conversation.');
  }
}

async function prepare(context: EngineContext, request: AcceptRequest, turn: TurnRecord): Promise<readonly Write[]> {
  const proposed = { turn, parts: request.parts, text: textOf(request.parts), options: turn.options };
  const writes: Write[] = [];
  for (const capability of capabilitiesOf(context, turn.assistant)) {
    const prepared = (await capability.prepare?.(proposed)) ?? [];
    if ('refused' in prepared) {
      throw new ParlanceError(prepared.refused, prepared.message);
    }
    writes.push(...prepared);
  }
  return writes;
}

function idempotencyWrite(context: EngineContext, request: AcceptRequest, turn: TurnRecord): Write[] {
  if (request.idempotency === undefined) {
    return [];
  }
  const { key, body } = request.idempotency;
  const hash = idempotencyHash(request.owner, request.operation, key);
  const createdAt = context.clock.now();
  return [
    {
      kind: 'idempotency.create',
      key: { hash, fingerprint: bodyFingerprint(body), turn: turn.id, createdAt },
    },
  ];
}

function userMessage(context: EngineContext, request: AcceptRequest, turn: TurnRecord): MessageRecord {
  return {
    id: turn.userMessage,
    conversation: turn.conversation,
    parent: request.parent ?? null,
    role: 'user',
    parts: request.parts,
    status: 'complete',
    turn: turn.id,
    createdAt: context.clock.now(),
  };
}

async function commitAcceptance(
  context: EngineContext,
  live: LiveTurn,
  doubt: () => Promise<void>,
  writes: readonly Write[],
): Promise<CommitOutcome> {
  const { id } = live.record;
  try {
    const outcome = await context.group.commit({ writes });
    if (!outcome.committed) {
      context.live.delete(id);
    }
    return outcome;
  } catch (error) {
    if (error instanceof StoreUnavailable && !(error instanceof NotCommitted)) {
      // It may have been stored, although its sender is told that it was not; then it is answered, as after a crash.
      doubt().catch((cause: unknown) => context.observer.unexpected('look for a doubtful turn', cause));
    } else {
      context.live.delete(id);
    }
    throw error;
  }
}

/** Throws where a repeat cannot help; returns where a race was lost and the next try will see the winner. */
function refuse(
  outcome: Extract<CommitOutcome, { committed: false }>,
  { conversation }: Pick<AcceptRequest, 'conversation'>,
): void {
  switch (outcome.reason) {
    case 'busy':
      throw new ParlanceError('conversation_busy', 'Another answer of this conversation is under way.', {
        retryAfter: 1,
      });
    case 'queue-full':
      throw new ParlanceError('queue_full', 'Too many messages of this conversation are waiting for an answer.', {
        retryAfter: 5,
      });
    case 'insufficient':
      throw new ParlanceError('insufficient_points', 'There are not enough points for this message.');
    case 'not-found':
      if (conversation.kind === 'key') {
        // It was deleted a moment ago: the next try makes a new one of this name.
        return;
      }
      throw new ParlanceError('not_found', 'There is no such conversation.');
    case 'invalid':
      throw new ParlanceError('internal', 'The store cannot hold this turn.');
    case 'exists':
    case 'fenced':
  }
}
