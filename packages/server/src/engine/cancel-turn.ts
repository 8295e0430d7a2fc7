import { isTerminal, type TerminalEvent, type TurnEvent } from '@parlance/wire';
import type { TurnRecord } from '../ports/records.ts';
import type { CancelOutcome } from './engine.ts';
import type { EngineContext } from './engine-context.ts';
import { ParlanceError } from './errors.ts';

/** Events that are read at once while looking for the terminal of a finished turn. */
const PAGE = 1_024;

/**
 * Stores the wish to cancel, then ends the run. The first committed terminal wins: where the turn was over already
 * the answer is that terminal. Source: TURN.md 26 and 27.
 */
export async function cancelTurn(context: EngineContext, turn: TurnRecord, by: string): Promise<CancelOutcome> {
  const outcome = await context.group.commit({ writes: [{ kind: 'turn.cancel', turn: turn.id, by }] });
  if (outcome.committed) {
    context.live.get(turn.id)?.stop({ kind: 'cancel', by });
    return { state: 'stored' };
  }
  if (outcome.reason === 'not-found') {
    throw new ParlanceError('not_found', 'There is no such turn.');
  }
  const terminal = await storedTerminal(context, turn.id);
  if (terminal === null) {
    throw new ParlanceError('log_trimmed', 'The turn has ended, and its events are no longer kept.');
  }
  return { state: 'ended', terminal };
}

/** The terminal event in the log of a turn; null where it has none. */
export async function storedTerminal(
  context: EngineContext,
  turn: string,
): Promise<(TurnEvent & TerminalEvent) | null> {
  let after = -1;
  for (;;) {
    const events = await context.log.read(turn, after, PAGE);
    const last = events.at(-1);
    if (last === undefined) {
      return null;
    }
    if (isTerminal(last)) {
      return last;
    }
    after = last.seq;
  }
}
