import { asciiJson } from '../../ascii-json.ts';
import type { Dialect, Frame } from '../../dialect.ts';
import type { TurnEvent } from '../../events.ts';
import { COMMENT_HEARTBEAT } from '../../sse-writer.ts';
import { followTextParts, type TextParts } from '../../text-parts.ts';
import type { TurnHeader } from '../../turn-header.ts';
import { unreachable } from '../../unreachable.ts';

export interface AssistantState {
  /** Number of the next frame. */
  readonly sequence: number;
  /** As JSON text, quotes included, because every frame holds it. */
  readonly correlationId: string;
  readonly textParts: TextParts;
}

const NOTHING: readonly Frame[] = [];

/**
 * The Personal AI Assistant's stream: frames of exactly `content, sequence, is_final, correlation_id`, in that order.
 *
 * Numbers count from 0; the last frame is empty and final. A failure is one final frame with number −1 and `error`.
 * A cancelled turn ends with a normal final frame: the reader has all there is, and nothing went wrong.
 * Source: CONTRACT.md §2.2.
 */
export const assistant: Dialect<AssistantState, Pick<TurnHeader, 'correlationId'>> = {
  name: 'assistant',
  heartbeat: COMMENT_HEARTBEAT,
  start: ({ correlationId }) => ({
    sequence: 0,
    correlationId: asciiJson(correlationId),
    textParts: [],
  }),
  encode,
};

function encode(state: AssistantState, event: TurnEvent): readonly [AssistantState, readonly Frame[]] {
  switch (event.type) {
    case 'part.delta':
      if (!state.textParts.includes(event.part)) return [state, NOTHING];
      return numbered(state, asciiJson(event.text), 'false');
    case 'turn.started':
      return [{ ...state, correlationId: asciiJson(event.correlationId) }, NOTHING];
    case 'part.started':
    case 'part.ended':
      return [{ ...state, textParts: followTextParts(state.textParts, event) }, NOTHING];
    case 'turn.completed':
    case 'turn.cancelled':
      return numbered(state, '""', 'true');
    case 'turn.failed':
      return [state, [failure(state, event.message)]];
    case 'progress':
    case 'tool.started':
    case 'tool.args':
    case 'tool.ready':
    case 'tool.result':
    case 'citation':
    case 'state':
    case 'usage':
      return [state, NOTHING];
    default:
      return unreachable(event, [state, NOTHING]);
  }
}

/** Written by hand rather than through an object: this runs once a token. */
function numbered(
  { sequence, correlationId, textParts }: AssistantState,
  content: string,
  isFinal: 'true' | 'false',
): readonly [AssistantState, readonly Frame[]] {
  const ending = `,"is_final":${isFinal},"correlation_id":${correlationId}}`;
  // Joined rather than added up: the text is looked at and copied next, and a string put together by `+` is slow at both.
  const data = ['{"content":', content, ',"sequence":', sequence, ending].join('');
  return [{ sequence: sequence + 1, correlationId, textParts }, [{ data }]];
}

function failure({ correlationId }: AssistantState, message: string): Frame {
  return {
    data: `{"content":"","sequence":-1,"is_final":true,"correlation_id":${correlationId},"error":${asciiJson(message)}}`,
  };
}
