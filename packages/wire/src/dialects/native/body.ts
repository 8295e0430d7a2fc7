import type { Citation, FinishReason, JsonObject, TurnEvent, UsageReport } from '../../events.ts';
import type { TurnHeader } from '../../turn-header.ts';
import { unreachable } from '../../unreachable.ts';

/**
 * A turn's outcome as one JSON object: what the native API answers with `stream: false`. Names are those of the turn
 * events, so that both forms read alike.
 */
export interface NativeBody {
  readonly turn: string;
  readonly conversation: string;
  /** Id of the assistant message, which holds `text` once the turn has ended. */
  readonly message: string;
  /** `running` until the terminal event. */
  readonly status: 'running' | 'completed' | 'failed' | 'cancelled';
  /** The whole answer, or what there was of it when the turn failed or was cancelled; '' while it runs. */
  readonly text: string;
  readonly citations: readonly Omit<Citation, 'type'>[];
  /** The last report; null where the turn ended before any. */
  readonly usage: Omit<UsageReport, 'type'> | null;
  readonly correlationId: string;
  /** Why the model stopped; of completed turns only. */
  readonly finish?: FinishReason;
  /** What capabilities added to the outcome; of completed turns only. */
  readonly result?: JsonObject;
  /** Of failed turns only. `message` is safe to show. */
  readonly error?: { readonly code: string; readonly message: string; readonly retryable: boolean };
  /** Who cancelled; of cancelled turns only. */
  readonly cancelledBy?: string;
}

export type NativeOptions = Pick<TurnHeader, 'id' | 'conversation' | 'assistantMessage' | 'correlationId'>;

export function startBody(options: NativeOptions): NativeBody {
  return {
    turn: options.id,
    conversation: options.conversation,
    message: options.assistantMessage,
    status: 'running',
    text: '',
    citations: [],
    usage: null,
    correlationId: options.correlationId,
  };
}

/** One step of the body's fold. Deltas change nothing: the terminal event has the text. */
export function foldBody(body: NativeBody, event: TurnEvent): NativeBody {
  switch (event.type) {
    case 'part.delta':
    case 'turn.started':
    case 'progress':
    case 'part.started':
    case 'part.ended':
    case 'tool.started':
    case 'tool.args':
    case 'tool.ready':
    case 'tool.result':
    case 'state':
      return body;
    case 'citation': {
      const { turn: _turn, seq: _seq, at: _at, type: _type, ...citation } = event;
      return { ...body, citations: [...body.citations, citation] };
    }
    case 'usage': {
      const { turn: _turn, seq: _seq, at: _at, type: _type, ...usage } = event;
      return { ...body, usage };
    }
    case 'turn.completed': {
      const { finish, text, message, result } = event;
      const ended = { ...body, status: 'completed' as const, text, message, finish };
      return result === undefined ? ended : { ...ended, result };
    }
    case 'turn.failed': {
      const { code, message, retryable, partial } = event;
      return { ...body, status: 'failed', text: partial, error: { code, message, retryable } };
    }
    case 'turn.cancelled':
      return { ...body, status: 'cancelled', text: event.partial, cancelledBy: event.by };
    default:
      return unreachable(event, body);
  }
}
