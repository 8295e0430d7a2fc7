import type { TurnRecord } from '../ports/records.ts';
import { accountOf, grantPoints, ledgerOf, revokeTokens } from './accounts.ts';
import { acceptTurn } from './accept-turn.ts';
import { CachedBranches } from './cached-branches.ts';
import { cancelTurn } from './cancel-turn.ts';
import {
  branchOf,
  createConversation,
  deleteConversation,
  findConversation,
  openTurnsOf,
  renameConversation,
  stateOf,
} from './conversations.ts';
import { Doubts } from './doubts.ts';
import type { AcceptedTurn, Engine } from './engine.ts';
import { DEFAULT_LIMITS, type EngineContext, type EngineLimits } from './engine-context.ts';
import { ParlanceError } from './errors.ts';
import { GroupCommit } from './group-commit.ts';
import { importConversation } from './import-conversation.ts';
import type { LiveTurn } from './live-turn.ts';
import { keepLease, keepSwept } from './housekeeping.ts';
import { drainTurns } from './drain-turns.ts';
import { awaitTerminal, findTurn, readTurn } from './read-turn.ts';
import { recoverTurns } from './recover-turns.ts';
import { TurnStarter } from './start-turn.ts';
import { withTypedErrors } from './typed-errors.ts';

export type EngineParts = Omit<EngineContext, 'branches' | 'group' | 'doubts' | 'live' | 'limits' | 'random'> & {
  /** Default: one of its own. */
  readonly branches?: CachedBranches;
  readonly limits?: Partial<EngineLimits>;
  /** Default `Math.random`. */
  readonly random?: () => number;
  /** Where the turns under way are kept, for whoever wants to watch them; default a map of its own. */
  readonly live?: EngineContext['live'];
};

/** An engine that owns its store's abandoned turns already when it is returned. */
export async function createEngine(parts: EngineParts): Promise<Engine> {
  const { store, clock, observer } = parts;
  const group = new GroupCommit({
    store,
    clock,
    onCommit: (durationMs, units) => observer.commit(durationMs, units),
    onUnavailable: (unavailable, error) => observer.storeAvailability(!unavailable, error),
  });
  const limits: EngineLimits = { ...DEFAULT_LIMITS, ...parts.limits };
  const context: EngineContext = {
    random: Math.random,
    branches: new CachedBranches(store),
    ...parts,
    group,
    doubts: new Doubts(store, clock),
    limits,
    live: parts.live ?? new Map<string, LiveTurn>(),
  };
  const starter = new TurnStarter(context);
  const stopLease = await keepLease(context);
  const stopSweep = keepSwept(context);
  await recoverTurns(context, starter);
  const engine = engineOver(context, starter, () => {
    stopLease();
    stopSweep();
  });
  return withTypedErrors(engine);
}

function engineOver(context: EngineContext, starter: TurnStarter, stopHousekeeping: () => void): Engine {
  let draining = false;
  const accepting = new Set<Promise<AcceptedTurn>>();
  const find = (owner: string, id: string): Promise<TurnRecord> => findTurn(context, owner, id);
  return {
    accept: (request) => {
      // After idempotency: a repeat makes nothing new, and finds its turn until the end.
      const admit = (): void => {
        if (draining) throw shuttingDown();
        request.admit?.();
      };
      const accepted = acceptTurn(context, starter, { ...request, admit });
      const over = (): void => void accepting.delete(accepted);
      accepting.add(accepted);
      accepted.then(over, over);
      return accepted;
    },
    turn: find,
    reader: async (owner, id) => readTurn(context, await find(owner, id)),
    cancel: async (owner, id, by) => cancelTurn(context, await find(owner, id), by),
    terminal: (id, signal) => awaitTerminal(context, id, signal),
    createConversation: (request) => createConversation(context, request),
    importConversation: (request) => importConversation(context, request),
    conversation: (owner, id) => findConversation(context, owner, id),
    conversationByKey: (owner, mount, key) => context.store.conversationByKey(owner, mount, key),
    conversations: (owner, page) => context.store.conversations({ owner, ...page }),
    renameConversation: (owner, id, title) => renameConversation(context, owner, id, title),
    deleteConversation: (owner, id) => deleteConversation(context, owner, id),
    messages: async (owner, id, limit, leaf) =>
      branchOf(context, await findConversation(context, owner, id), limit, leaf),
    branchLengths: (owner, branches) => context.store.branchLengths(owner, branches),
    openTurns: (owner, conversation) => openTurnsOf(context, owner, conversation),
    state: (owner, conversation, scope, leaf) => stateOf(context, owner, conversation, scope, leaf),
    states: (owner, scope, conversations) => context.store.states(owner, scope, conversations),
    revokeTokens: (owner) => revokeTokens(context, owner),
    account: (owner) => accountOf(context, owner),
    ledger: (owner, limit, before) => ledgerOf(context, owner, limit, before),
    grantPoints: (request) => grantPoints(context, request),
    drain: async (deadlineMs) => {
      draining = true;
      await drainTurns(context, accepting, deadlineMs);
      stopHousekeeping();
    },
  };
}

function shuttingDown(): ParlanceError {
  const message = 'The server is about to restart. Please send the message again in a moment.';
  return new ParlanceError('shutting_down', message, { retryAfter: 5 });
}
