import { asciiJson } from '../../ascii-json.ts';
import type { DialectWithBody, Frame } from '../../dialect.ts';
import type { Progress, TurnEvent } from '../../events.ts';
import { followTextParts, type TextParts } from '../../text-parts.ts';
import type { TurnHeader } from '../../turn-header.ts';
import { unreachable } from '../../unreachable.ts';
import { NO_FINDINGS, resultOf, withCitation, withDetails, type JacieFindings, type JacieResult } from './body.ts';
import { readOptions, type JacieOptions } from './options.ts';

export interface JacieState {
  readonly options: JacieOptions;
  readonly textParts: TextParts;
  /** The highest percentage so far. */
  readonly percent: number;
  readonly findings: JacieFindings;
  /** What the turn came to; null until it has ended. */
  readonly outcome: JacieOutcome | null;
}

/** A failure's `error` is safe to show. */
export type JacieOutcome = { readonly result: JacieResult } | { readonly error: string };

const NOTHING: readonly Frame[] = [];

/**
 * Jacie's stream of named events: `progress{step, message, progress, timestamp, details}` with percentages that never go
 * back, then `result{response, documents_loaded, document_selection_message, conversation_history, citations}` or
 * `error{error}`; with the option `stream_tokens` a `token{content}` for each piece of the answer too.
 *
 * A cancelled turn ends with the result that there is. After a second of silence a `heartbeat` is sent, which is an
 * event here and no comment. Source: CONTRACT.md §2.4.
 */
export const jacie: DialectWithBody<JacieState, Pick<TurnHeader, 'options'>, JacieOutcome | null> = {
  name: 'jacie',
  heartbeat: 'event: heartbeat\ndata: {}\n\n',
  heartbeatMs: 1_000,
  start: ({ options }) => ({
    options: readOptions(options),
    textParts: [],
    percent: 0,
    findings: NO_FINDINGS,
    outcome: null,
  }),
  encode,
  body: ({ outcome }) => outcome,
};

function encode(state: JacieState, event: TurnEvent): readonly [JacieState, readonly Frame[]] {
  switch (event.type) {
    case 'progress':
      return progress(state, event, event.at);
    case 'citation':
      return [{ ...state, findings: withCitation(state.findings, event) }, NOTHING];
    case 'part.delta':
      if (!state.options.streamTokens || !state.textParts.includes(event.part)) return [state, NOTHING];
      return [state, [{ event: 'token', data: `{"content":${asciiJson(event.text)}}` }]];
    case 'part.started':
    case 'part.ended':
      return [{ ...state, textParts: followTextParts(state.textParts, event) }, NOTHING];
    case 'turn.completed':
      return ended(state, event.text);
    case 'turn.cancelled':
      return ended(state, event.partial);
    case 'turn.failed': {
      const outcome = { error: event.message };
      return [{ ...state, outcome }, [{ event: 'error', data: asciiJson(outcome) }]];
    }
    case 'turn.started':
    case 'tool.started':
    case 'tool.args':
    case 'tool.ready':
    case 'tool.result':
    case 'state':
    case 'usage':
      return [state, NOTHING];
    default:
      return unreachable(event, [state, NOTHING]);
  }
}

/** Other parts of the turn may tell of progress without a percentage: it is then where it was. */
function progress(
  state: JacieState,
  { step, message, percent = 0, details = {} }: Progress,
  at: number,
): readonly [JacieState, readonly Frame[]] {
  const reached = Math.max(state.percent, percent);
  const data = asciiJson({ step, message, progress: reached, timestamp: isoTime(at), details });
  const findings = withDetails(state.findings, details);
  return [{ ...state, percent: reached, findings }, [{ event: 'progress', data }]];
}

function ended(state: JacieState, text: string): readonly [JacieState, readonly Frame[]] {
  const result = resultOf(state.options, state.findings, text);
  return [{ ...state, outcome: { result } }, [{ event: 'result', data: asciiJson(result) }]];
}

/** In UTC, with the offset that Python and browsers both read. */
function isoTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '+00:00');
}
