import { asciiJson } from '../../ascii-json.ts';
import type { Dialect, Frame } from '../../dialect.ts';
import type { TurnEvent, UsageReport } from '../../events.ts';
import { COMMENT_HEARTBEAT } from '../../sse-writer.ts';
import { followTextParts, type TextParts } from '../../text-parts.ts';
import { unreachable } from '../../unreachable.ts';

export interface StudyGuruState {
  readonly textParts: TextParts;
  /** What the turn used, once it is known; the end tells it. */
  readonly tokensUsed: number;
  readonly pointsCost: number;
}

const NOTHING: readonly Frame[] = [];

/**
 * StudyGuru's stream: `metadata` first, a `token` for each piece of the answer, then `complete` with the whole text and
 * what it cost, or `error`. `timestamp` is seconds since the epoch, with milliseconds.
 *
 * A cancelled turn ends with `complete`: the text is what there is, and it is paid for. Source: CONTRACT.md §2.3.
 */
export const studyguru: Dialect<StudyGuruState, unknown> = {
  name: 'studyguru',
  heartbeat: COMMENT_HEARTBEAT,
  start: () => ({ textParts: [], tokensUsed: 0, pointsCost: 0 }),
  encode,
};

function encode(state: StudyGuruState, event: TurnEvent): readonly [StudyGuruState, readonly Frame[]] {
  switch (event.type) {
    case 'turn.started': {
      const { conversation, isNewConversation, owner } = event;
      const interaction = `"interaction_id":${asciiJson(conversation)},"is_new_interaction":${isNewConversation}`;
      return [state, [{ data: `{"type":"metadata",${interaction},"user_id":${asciiJson(owner)}}` }]];
    }
    case 'part.delta': {
      if (!state.textParts.includes(event.part)) return [state, NOTHING];
      return [state, [{ data: `{"type":"token","content":${asciiJson(event.text)},${timestamp(event)}}` }]];
    }
    case 'part.started':
    case 'part.ended':
      return [{ ...state, textParts: followTextParts(state.textParts, event) }, NOTHING];
    case 'usage':
      return [{ ...state, ...costs(event) }, NOTHING];
    case 'turn.completed':
      return [state, [complete(state, event, event.text)]];
    case 'turn.cancelled':
      return [state, [complete(state, event, event.partial)]];
    case 'turn.failed':
      return [state, [{ data: `{"type":"error","error":${asciiJson(event.message)},${timestamp(event)}}` }]];
    case 'progress':
    case 'tool.started':
    case 'tool.args':
    case 'tool.ready':
    case 'tool.result':
    case 'citation':
    case 'state':
      return [state, NOTHING];
    default:
      return unreachable(event, [state, NOTHING]);
  }
}

function costs({ input, output, points = 0 }: UsageReport): Pick<StudyGuruState, 'tokensUsed' | 'pointsCost'> {
  return { tokensUsed: input + output, pointsCost: points };
}

function complete({ tokensUsed, pointsCost }: StudyGuruState, event: TurnEvent, text: string): Frame {
  const paid = `"tokens_used":${asciiJson(tokensUsed)},"points_cost":${asciiJson(pointsCost)}`;
  return { data: `{"type":"complete","content":${asciiJson(text)},${paid},${timestamp(event)}}` };
}

function timestamp({ at }: TurnEvent): string {
  return `"timestamp":${asciiJson(at / 1_000)}`;
}
