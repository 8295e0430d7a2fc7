import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Ids } from '../ports/ids.ts';
import type { MediaInputs } from '../ports/media.ts';
import type { Model } from '../ports/model.ts';
import type { Store } from '../ports/store.ts';
import type { TokenCounter } from '../ports/token-counter.ts';
import type { Assistants } from './assistant.ts';
import type { CachedBranches } from './cached-branches.ts';
import type { Capability } from './capability.ts';
import type { Doubts } from './doubts.ts';
import type { GroupCommit } from './group-commit.ts';
import type { LiveTurn } from './live-turn.ts';
import type { EngineObserver } from './observer.ts';

/** Everything that the engine's parts share. */
export interface EngineContext {
  readonly node: string;
  readonly store: Store;
  readonly log: EventLog;
  /** The messages that a turn answers. */
  readonly branches: CachedBranches;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly group: GroupCommit;
  /** Acceptances whose answer was lost. */
  readonly doubts: Doubts;
  readonly assistants: Assistants;
  readonly models: ModelChoice;
  readonly capabilities: ReadonlyMap<string, Capability>;
  readonly tokenCounter: TokenCounter;
  readonly media: MediaInputs;
  /** A number in [0, 1), evenly spread, as `Math.random`. */
  readonly random: () => number;
  readonly observer: EngineObserver;
  readonly limits: EngineLimits;
  /** Turns that this node owns and that have not ended, by id. */
  readonly live: Map<string, LiveTurn>;
}

/** Which model a turn uses. */
export interface ModelChoice {
  /** The name that a turn of this assistant records and asks for; `requested` has been validated by its surface. */
  nameFor(assistant: string, requested: string | undefined): string;
  modelFor(name: string): Model;
  /** Asked where the turn's own model gives nothing; null where none is configured. */
  readonly fallback: ModelTarget | null;
}

/** A model by the name that its provider knows. */
export interface ModelTarget {
  readonly model: Model;
  readonly name: string;
}

export interface EngineLimits {
  /** Tokens of an answer where the request names none. */
  readonly maxTokens: number;
  /** A turn's time limit where the request names none, milliseconds. */
  readonly timeLimitMs: number;
  /** Turns that may wait in one conversation. Source: DESIGN.md §8.8. */
  readonly maxWaiting: number;
  /** Runs of one turn, take-overs included. Source: TURN.md 22. */
  readonly maxAttempts: number;
  /** The node's lease, milliseconds; renewed at a third. Source: TURN.md 21. */
  readonly leaseMs: number;
  /** How long the terminal waits for `settle`, milliseconds. Source: DESIGN.md §8.2. */
  readonly settleMs: number;
  /** Points that a new owner begins with. Source: CONTRACT.md §1. */
  readonly welcomePoints: number;
  /** How long ended logs and idempotency keys are kept, milliseconds. Source: TURN.md 5 and 20. */
  readonly retentionMs: number;
}

export const DEFAULT_LIMITS: EngineLimits = {
  maxTokens: 2_000,
  timeLimitMs: 120_000,
  maxWaiting: 8,
  maxAttempts: 3,
  leaseMs: 10_000,
  settleMs: 3_000,
  welcomePoints: 1_000,
  retentionMs: 24 * 60 * 60 * 1_000,
};
