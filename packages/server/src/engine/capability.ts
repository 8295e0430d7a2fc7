import type { FinishReason, JsonObject, TerminalEvent, TurnEventBody } from '@parlance/wire';
import type { Contribution, ModelMessage, ModelRequest } from '../ports/model.ts';
import type { MessageRecord, StoredPart, TurnRecord, UpstreamCall, UsageRecord } from '../ports/records.ts';
import type { Write } from '../ports/store.ts';
import type { ErrorCode } from './errors.ts';

/**
 * A plug-in to the turn. It takes part in the moments that it implements and costs nothing in the others; the engine
 * knows none by name. Source: DESIGN.md §3 and §8.2.
 */
export interface Capability {
  readonly name: string;
  /** Before acceptance: load, authorise, price. Its writes join the acceptance. */
  readonly prepare?: (turn: ProposedTurn) => Promise<readonly Write[] | Refusal>;
  /** Before the model is asked: context blocks within `budget` estimated tokens; may emit progress and citations. */
  readonly contribute?: (turn: RunningTurn, budget: number) => Promise<readonly Contribution[]>;
  /** While the answer comes. */
  readonly answer?: AnswerMoment;
  /** With the terminal: events and writes that join its transaction, whatever the outcome. Repeated after a take-over. */
  readonly settle?: (turn: SettledTurn) => Promise<Settlement>;
}

/** The turn is not wanted: nothing of it is stored, and the client is told why. */
export interface Refusal {
  readonly refused: ErrorCode;
  /** One sentence that is safe to show. */
  readonly message: string;
}

export interface Settlement {
  /** What the turn costs, for its usage; only the capability that meters says it. */
  readonly points?: number;
  /** Appended just before the terminal, such as a changed state. */
  readonly events: readonly Exclude<TurnEventBody, TerminalEvent>[];
  readonly writes: readonly Write[];
}

export type AnswerMoment =
  /**
   * Answers instead of the model, such as a cache; null lets the model answer, and so does a rejection. The usage of
   * such an answer names `provider` and no tokens.
   */
  | {
      readonly kind: 'replace';
      readonly provider: string;
      readonly answer: (turn: RunningTurn) => Promise<readonly string[] | null>;
    }
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
  readonly parts: readonly StoredPart[];
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
  readonly ask: AskBeside;
}

/** Something small to ask the turn's model beside the answer. */
export interface SideQuestion extends Pick<ModelRequest, 'messages' | 'maxTokens' | 'output'> {
  /** What for, as the turn's calls tell it. */
  readonly purpose: string;
}

/**
 * Asks the turn's model once and resolves with the whole text. The call and what it used are noted in the turn, so that
 * it is counted like any other. Rejects when the model fails, when `signal` aborts, and when the turn is stopped.
 */
export type AskBeside = (question: SideQuestion, signal: AbortSignal) => Promise<string>;

/** A context as it was sent, instructions first. */
export interface ShownContext {
  readonly messages: readonly ModelMessage[];
  /** The blocks in it, in the order of their system messages. */
  readonly contributions: readonly Contribution[];
}

export interface SettledTurn {
  readonly turn: TurnRecord;
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** Why the answer ended; null where it did not complete. */
  readonly finish: FinishReason | null;
  /** As in `RunningTurn`; empty where they could not be read. */
  readonly messages: readonly MessageRecord[];
  /** The user's message. */
  readonly asked: readonly StoredPart[];
  /** What the model was asked with in this run; null where it was not asked. */
  readonly shown: ShownContext | null;
  readonly text: string;
  readonly usage: UsageRecord | null;
  /** How often a model was asked so far, and for what: other capabilities may have asked beside the answer. */
  readonly calls: () => readonly UpstreamCall[];
  readonly ask: AskBeside;
}
