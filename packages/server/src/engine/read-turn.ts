import type { TerminalEvent, TurnEvent } from '@parlance/wire';
import type { TurnRecord } from '../ports/records.ts';
import { storedTerminal } from './cancel-turn.ts';
import type { TurnReader } from './engine.ts';
import type { EngineContext } from './engine-context.ts';
import type { LiveTurn } from './live-turn.ts';
import { ParlanceError } from './errors.ts';

/** The turn, for its owner only; an unknown and a foreign id are told apart by nobody. Source: TURN.md 13. */
export async function findTurn(context: EngineContext, owner: string, id: string): Promise<TurnRecord> {
  const live = context.live.get(id);
  // For a moment after its end a turn is still known here, without what its end has stored.
  const turn = live === undefined || live.over ? await context.store.turn(id) : live.snapshot();
  if (turn === null || turn.owner !== owner) {
    throw new ParlanceError('not_found', 'There is no such turn.');
  }
  return turn;
}

/** Reads a turn from its log, and follows it while it lives on this node. */
export function readTurn(context: EngineContext, turn: TurnRecord): TurnReader {
  const live = context.live.get(turn.id);
  return {
    turn,
    committed: () => live?.committedSeq ?? Number.POSITIVE_INFINITY,
    ended: () => live === undefined || live.over,
    read: async (after, limit) => announced(await context.log.read(turn.id, after, limit), live),
    subscribe: (listener) => live?.subscribe(listener) ?? (() => undefined),
  };
}

/**
 * What followers have been told of. The log can be ahead of that for a moment: a commit is there before its answer is
 * here. A reader that saw more would see it again when it is announced.
 */
function announced(events: readonly TurnEvent[], live: LiveTurn | undefined): readonly TurnEvent[] {
  const last = events.at(-1);
  return live === undefined || last === undefined || last.seq <= live.committedSeq
    ? events
    : events.filter((event) => event.seq <= live.committedSeq);
}

/** The terminal, as soon as it is committed. Rejects when `signal` aborts. */
export async function awaitTerminal(
  context: EngineContext,
  turn: string,
  signal: AbortSignal,
): Promise<TurnEvent & TerminalEvent> {
  const live = context.live.get(turn);
  if (live !== undefined) {
    return live.terminal ?? nextTerminal(live, signal);
  }
  const terminal = await storedTerminal(context, turn);
  if (terminal === null) {
    throw givenUp();
  }
  return terminal;
}

function givenUp(): ParlanceError {
  return new ParlanceError('interrupted', 'The turn has no end yet, and this server does not run it.');
}

function nextTerminal(live: LiveTurn, signal: AbortSignal): Promise<TurnEvent & TerminalEvent> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      unsubscribe();
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const unsubscribe = live.subscribe(() => {
      if (live.over) {
        unsubscribe();
        signal.removeEventListener('abort', abort);
        if (live.terminal === null) {
          reject(givenUp());
        } else {
          resolve(live.terminal);
        }
      }
    });
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) {
      abort();
    }
  });
}
