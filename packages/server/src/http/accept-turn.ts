import type { AcceptedTurn, AcceptRequest, Engine } from '../engine/engine.ts';
import { ParlanceError } from '../engine/errors.ts';

/** How surfaces begin turns: through the engine, within what one user may have running here. */
export type AcceptTurn = (request: AcceptRequest) => Promise<AcceptedTurn>;

const RETRY_AFTER_SECONDS = 5;

/**
 * Accepts turns, at most `maxLiveTurns` of one owner at a time; null: any number. A repeat of an accepted request is
 * never refused and takes no place. Source: CONTRACT.md §1 (MAX_LIVE_TURNS), TURN.md 4.
 */
export function limitLiveTurns(engine: Pick<Engine, 'accept' | 'terminal'>, maxLiveTurns: number | null): AcceptTurn {
  if (maxLiveTurns === null) return (request) => engine.accept(request);
  const live = new Map<string, number>();
  const release = (owner: string): void => {
    const left = (live.get(owner) ?? 1) - 1;
    if (left === 0) live.delete(owner);
    else live.set(owner, left);
  };
  return async (request) => {
    const { owner } = request;
    // The place is taken before anything is stored, so that simultaneous requests cannot share the last one.
    let admitted = false;
    const admit = (): void => {
      request.admit?.();
      if (admitted) return;
      const running = live.get(owner) ?? 0;
      if (running >= maxLiveTurns) throw tooMany(maxLiveTurns);
      live.set(owner, running + 1);
      admitted = true;
    };
    let accepted: AcceptedTurn | null = null;
    try {
      accepted = await engine.accept({ ...request, admit });
      return accepted;
    } finally {
      if (admitted && (accepted === null || accepted.replayed)) release(owner);
      else if (admitted && accepted !== null) releaseAtEnd(engine, accepted, () => release(owner));
    }
  };
}

function releaseAtEnd(engine: Pick<Engine, 'terminal'>, { turn }: AcceptedTurn, release: () => void): void {
  // Whatever happens to the turn, its place is free afterwards; nobody waits for this.
  engine.terminal(turn.id, new AbortController().signal).then(release, release);
}

function tooMany(maxLiveTurns: number): ParlanceError {
  return new ParlanceError('rate_limited', `At most ${maxLiveTurns} answers may be under way at the same time.`, {
    retryAfter: RETRY_AFTER_SECONDS,
  });
}
