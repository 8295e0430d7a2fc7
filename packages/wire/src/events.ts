/**
 * The one vocabulary of Parlance: what flows inside, what is stored, what every wire format is made from.
 * Source: CONTRACT.md §3. A turn is one user message and everything made for it; its log is these events,
 * numbered from 0 without gaps and ended by exactly one terminal event.
 */
export type TurnEvent = TurnEventBody & {
  readonly turn: string;
  /** 0, 1, 2 … within the turn, without gaps. */
  readonly seq: number;
  /** Milliseconds since the epoch. For display only: order is `seq`, never time. */
  readonly at: number;
};

export type TurnEventBody =
  | TurnStarted
  | Progress
  | PartStarted
  | PartDelta
  | PartEnded
  | ToolStarted
  | ToolArguments
  | ToolReady
  | ToolResult
  | Citation
  | StateChange
  | UsageReport
  | TerminalEvent;

export type TerminalEvent = TurnCompleted | TurnFailed | TurnCancelled;
export type TurnEventType = TurnEventBody['type'];

export interface TurnStarted {
  readonly type: 'turn.started';
  readonly conversation: string;
  readonly isNewConversation: boolean;
  readonly owner: string;
  /** Id of the stored user message. */
  readonly userMessage: string;
  /** Id that the assistant message will have once the terminal is stored. */
  readonly assistantMessage: string;
  readonly model: string;
  readonly correlationId: string;
  readonly mount: string;
}

/** Work that has been done before or beside the answer. `percent` is 0–100 and never goes back. */
export interface Progress {
  readonly type: 'progress';
  readonly step: string;
  readonly message: string;
  readonly percent?: number;
  readonly details?: JsonObject;
}

export interface PartStarted {
  readonly type: 'part.started';
  readonly part: number;
  readonly kind: 'text' | 'reasoning';
}

/** One text chunk of the provider, never merged; split on code points where it is long. */
export interface PartDelta {
  readonly type: 'part.delta';
  readonly part: number;
  readonly text: string;
}

export interface PartEnded {
  readonly type: 'part.ended';
  readonly part: number;
}

export interface ToolStarted {
  readonly type: 'tool.started';
  readonly call: string;
  readonly name: string;
}

/** A piece of the tool call's JSON arguments, as text. */
export interface ToolArguments {
  readonly type: 'tool.args';
  readonly call: string;
  readonly text: string;
}

export interface ToolReady {
  readonly type: 'tool.ready';
  readonly call: string;
  readonly input: JsonValue;
}

export interface ToolResult {
  readonly type: 'tool.result';
  readonly call: string;
  readonly output: JsonValue;
  readonly isError: boolean;
}

export interface Citation {
  readonly type: 'citation';
  readonly id: string;
  readonly source: {
    readonly kind: 'document' | 'memory' | 'url';
    readonly title: string;
    readonly ref: string;
    readonly page?: number;
  };
  readonly quote?: string;
  /** Half-open range [start, end) in the answer's text, in UTF-16 units. */
  readonly range?: readonly [start: number, end: number];
}

/** A change of durable state that belongs to the conversation, such as a guide's step. */
export interface StateChange {
  readonly type: 'state';
  readonly scope: string;
  readonly patch: JsonObject;
  readonly version: number;
}

export interface UsageReport {
  readonly type: 'usage';
  /** Tokens as the provider counts them; an explicit 0 is kept. */
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
  readonly points?: number;
  readonly provider: string;
  readonly model: string;
  /** True where the provider sent no usage and the numbers are our own count. */
  readonly estimated: boolean;
}

export type FinishReason = 'stop' | 'length' | 'content-filter' | 'tool-limit' | 'other';

export interface TurnCompleted {
  readonly type: 'turn.completed';
  readonly finish: FinishReason;
  /** The concatenation of all text deltas: exactly the stored message. */
  readonly text: string;
  readonly message: string;
  readonly result?: JsonObject;
}

export interface TurnFailed {
  readonly type: 'turn.failed';
  /** A code of the error table, such as `upstream_unavailable` or `interrupted`. */
  readonly code: string;
  /** Safe to show: never upstream text, never a stack. */
  readonly message: string;
  readonly retryable: boolean;
  readonly partial: string;
}

export interface TurnCancelled {
  readonly type: 'turn.cancelled';
  readonly by: string;
  readonly partial: string;
}

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

const TERMINAL: ReadonlySet<TurnEventType> = new Set(['turn.completed', 'turn.failed', 'turn.cancelled']);

export function isTerminal<E extends TurnEventBody>(event: E): event is E & TerminalEvent {
  return TERMINAL.has(event.type);
}
