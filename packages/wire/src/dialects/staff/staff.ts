import { asciiJson } from '../../ascii-json.ts';
import type { Dialect, Frame } from '../../dialect.ts';
import type { TurnEvent } from '../../events.ts';
import { COMMENT_HEARTBEAT } from '../../sse-writer.ts';
import { followTextParts, type TextParts } from '../../text-parts.ts';
import type { TurnHeader } from '../../turn-header.ts';
import { unreachable } from '../../unreachable.ts';

export interface StaffState {
  /** The answer's message: the end names it, also where the turn ended before it ran. */
  readonly message: string;
  readonly textParts: TextParts;
}

const NOTHING: readonly Frame[] = [];

/**
 * The stream of a staff member: a `token` for each piece of the answer, then `done` with the id of the saved message, or
 * `error` with a detail.
 *
 * A cancelled turn ends with `done`: what was said is saved under that id. Source: CONTRACT.md §2.5.
 */
export const staff: Dialect<StaffState, Pick<TurnHeader, 'assistantMessage'>> = {
  name: 'staff',
  heartbeat: COMMENT_HEARTBEAT,
  start: ({ assistantMessage }) => ({ message: assistantMessage, textParts: [] }),
  encode,
};

function encode(state: StaffState, event: TurnEvent): readonly [StaffState, readonly Frame[]] {
  switch (event.type) {
    case 'part.delta':
      if (!state.textParts.includes(event.part)) return [state, NOTHING];
      return [state, [{ data: `{"type":"token","content":${asciiJson(event.text)}}` }]];
    case 'part.started':
    case 'part.ended':
      return [{ ...state, textParts: followTextParts(state.textParts, event) }, NOTHING];
    case 'turn.completed':
    case 'turn.cancelled':
      return [state, [{ data: `{"type":"done","message_id":${asciiJson(state.message)}}` }]];
    case 'turn.failed':
      return [state, [{ data: `{"type":"error","detail":${asciiJson(event.message)}}` }]];
    case 'turn.started':
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
