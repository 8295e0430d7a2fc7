import type { JsonObject, TerminalEvent, TurnEventBody } from '@parlance/wire';
import type { Contribution } from '../ports/model.ts';
import type { MessageRecord, TurnRecord, UsageRecord } from '../ports/records.ts';
import type { Write } from '../ports/store.ts';

/**
 * A plug-in to the turn. It takes part in the moments that it implements and costs nothing in the others; the engine
 * knows none by name. Source: DESIGN.md §3 and §8.2.
 */
export interface Capability {
  readonly name: string;
  /** Before acceptance: load, authorise, price. Throws a `ParlanceError` to refuse; its writes join the acceptance. */
  readonly prepare?: (turn: ProposedTurn) => Promise<readonly Write[]>;
  /** Before the model is asked: context blocks within `budget` estimated tokens; may emit progress and citations. */
  readonly contribute?: (turn: RunningTurn, budget: number) => Promise<readonly Contribution[]>;
  /** While the answer comes. */
  readonly answer?: AnswerMoment;
  /** With the terminal: events and writes that join its transaction, whatever the outcome. Repeated after a take-over. */
  readonly settle?: (turn: SettledTurn) => Promise<Settlement>;
}

export interface Settlement {
  /** Appended just before the terminal, such as a changed state. */
  readonly events: readonly Exclude<TurnEventBody, TerminalEvent>[];
  readonly writes: readonly Write[];
}

export type AnswerMoment =
  /** Answers instead of the model, such as a cache; null lets the model answer. */
  | { readonly kind: 'replace'; readonly answer: (turn: RunningTurn) => Promise<readonly string[] | null> }
  /** Changes the text on its way, such as citations; `end` returns what was held back. */
  | { readonly kind: 'transform'; readonly start: (turn: RunningTurn) => TextTransform }
  /** Sees each text; returning `stop` ends the answer there, keeping what was said, such as metering. */
  | { readonly kind: 'observe'; readonly start: (turn: RunningTurn) => (text: string) => 'go on' | 'stop' };

export interface TextTransform {
  push(text: string): string;
  end(): string;
}

/** A turn that has been asked for and is not stored yet. */
export interface ProposedTurn {
  readonly turn: TurnRecord;
  readonly text: string;
  readonly options: JsonObject;
}

export interface RunningTurn {
  readonly turn: TurnRecord;
  /** The branch that leads to the user's message, that message last. */
  readonly messages: readonly MessageRecord[];
  /** Appends an event to the turn's log. */
  readonly emit: (event: TurnEventBody) => void;
  readonly signal: AbortSignal;
}

export interface SettledTurn {
  readonly turn: TurnRecord;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly text: string;
  readonly usage: UsageRecord | null;
}
