import { asciiJson } from '../../ascii-json.ts';
import type { Dialect, Frame } from '../../dialect.ts';
import type { TurnEvent } from '../../events.ts';
import { COMMENT_HEARTBEAT } from '../../sse-writer.ts';
import { followTextParts, type TextParts } from '../../text-parts.ts';
import { unreachable } from '../../unreachable.ts';

export interface MiloState {
  readonly textParts: TextParts;
}

const NOTHING: readonly Frame[] = [];
const DONE: readonly Frame[] = [{ data: '{"done":true}' }];

/**
 * Milo's stream: `{"content": text}` for each piece of the answer, then `{"done": true}`; a failure is `{"error": text}`
 * in its place.
 *
 * A cancelled turn ends with `done`: the reader has all there is, and nothing went wrong. Changes of the guide's state
 * are not in the stream; the session shows them as soon as it has ended. Source: CONTRACT.md §2.1.
 */
export const milo: Dialect<MiloState, unknown> = {
  name: 'milo',
  heartbeat: COMMENT_HEARTBEAT,
  start: () => ({ textParts: [] }),
  encode,
};

function encode(state: MiloState, event: TurnEvent): readonly [MiloState, readonly Frame[]] {
  switch (event.type) {
    case 'part.delta':
      if (!state.textParts.includes(event.part)) return [state, NOTHING];
      return [state, [{ data: `{"content":${asciiJson(event.text)}}` }]];
    case 'part.started':
    case 'part.ended':
      return [{ textParts: followTextParts(state.textParts, event) }, NOTHING];
    case 'turn.completed':
    case 'turn.cancelled':
      return [state, DONE];
    case 'turn.failed':
      return [state, [{ data: `{"error":${asciiJson(event.message)}}` }]];
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
