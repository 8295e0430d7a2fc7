import type { EngineObserver, TurnEnd } from '../engine/observer.ts';
import type { Clock } from '../ports/clock.ts';
import type { Activity, Spread } from '../ports/operations.ts';
import type { TurnRecord } from '../ports/records.ts';
import { percentile, RecentValues } from './recent-values.ts';

const WINDOW_MS = 60_000;
const MOST = 5_000;
const MOST_SHOWN = 100;

interface Live {
  readonly turn: TurnRecord;
  readonly at: number;
  firstContentMs: number | null;
}

/** Keeps in memory what the operations page shows. Like every observer it is never called per token. */
export class RecentActivity {
  readonly #clock: Clock;
  readonly #live = new Map<string, Live>();
  readonly #ended = new RecentValues<{ readonly end: TurnEnd; readonly rate: number | null }>(WINDOW_MS, MOST);
  readonly #firstContent = new RecentValues<number>(WINDOW_MS, MOST);
  readonly #commits = new RecentValues<number>(WINDOW_MS, MOST);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Tells `observer` everything, and remembers some of it. */
  beside(observer: EngineObserver): EngineObserver {
    return {
      ...observer,
      turnAccepted: (turn) => {
        this.#begin(turn);
        observer.turnAccepted(turn);
      },
      takenOver: (turn, phase) => {
        this.#begin(turn);
        observer.takenOver(turn, phase);
      },
      firstContent: (turn, afterMs) => {
        const live = this.#live.get(turn.id);
        if (live !== undefined) live.firstContentMs = afterMs;
        this.#firstContent.add(this.#clock.elapsed(), afterMs);
        observer.firstContent(turn, afterMs);
      },
      turnEnded: (turn, end) => {
        this.#end(turn, end);
        observer.turnEnded(turn, end);
      },
      commit: (durationMs, units) => {
        this.#commits.add(this.#clock.elapsed(), durationMs);
        observer.commit(durationMs, units);
      },
    };
  }

  now(): Activity {
    const now = this.#clock.elapsed();
    const live = [...this.#live.values()];
    const ended = this.#ended.within(now);
    const count = (status: TurnEnd['status']): number => ended.filter(({ end }) => end.status === status).length;
    const commits = this.#commits.within(now);
    return {
      live: live.slice(0, MOST_SHOWN).map(({ turn, at, firstContentMs }) => {
        return { turn, sinceMs: now - at, firstContentMs };
      }),
      liveCount: live.length,
      lastMinute: {
        completed: count('completed'),
        failed: count('failed'),
        cancelled: count('cancelled'),
        tokens: ended.reduce((sum, { end }) => sum + end.deltas, 0),
        tokensPerSecond: percentile(
          ended.flatMap(({ rate }) => (rate === null ? [] : [rate])),
          0.5,
        ),
        firstContentMs: spreadOf(this.#firstContent.within(now)),
        commits: commits.length,
        commitMs: spreadOf(commits),
      },
    };
  }

  #begin(turn: TurnRecord): void {
    this.#live.set(turn.id, { turn, at: this.#clock.elapsed(), firstContentMs: null });
  }

  #end(turn: TurnRecord, end: TurnEnd): void {
    const now = this.#clock.elapsed();
    const live = this.#live.get(turn.id);
    this.#live.delete(turn.id);
    const firstMs = live?.firstContentMs ?? null;
    const writingMs = live === undefined || firstMs === null ? 0 : now - live.at - firstMs;
    const rate = end.deltas > 1 && writingMs > 0 ? ((end.deltas - 1) * 1_000) / writingMs : null;
    this.#ended.add(now, { end, rate });
  }
}

function spreadOf(values: readonly number[]): Spread | null {
  const [p50, p95] = [percentile(values, 0.5), percentile(values, 0.95)];
  return p50 === null || p95 === null ? null : { p50, p95 };
}
