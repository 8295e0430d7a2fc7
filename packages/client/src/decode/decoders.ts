import type { Citation, JsonObject, Progress, SseEvent } from '@parlance/wire';
import { ClientError } from '../errors.ts';
import { isJsonObject, numberIn, textIn, type JsonRecord } from '../json.ts';
import type { DecodedBody } from './decoded-event.ts';

/** One frame as events. Frames of kinds that this client does not know are none. */
export type Decoder = (frame: Frame) => readonly Decoded[];

export interface Frame {
  /** The SSE event's name. */
  readonly name: SseEvent['event'];
  readonly data: JsonRecord;
  /** The answer's text as it has come so far. */
  readonly text: string;
}

export interface Decoded {
  readonly body: DecodedBody;
  /** Milliseconds since the epoch, where the frame tells. */
  readonly at?: number | undefined;
}

/** The systems' formats, by the names that the server has for them. Source: CONTRACT.md §2. */
export const DECODERS = { milo, assistant, studyguru, jacie, staff } as const satisfies Record<string, Decoder>;

function milo({ data, text }: Frame): readonly Decoded[] {
  const content = textIn(data, 'content');
  if (content !== undefined) return [delta(content)];
  if (data['done'] === true) return [completed(text)];
  return 'error' in data ? [failed(data, 'error', text)] : [];
}

function assistant({ data, text }: Frame): readonly Decoded[] {
  if ('error' in data) return [failed(data, 'error', text)];
  return data['is_final'] === true ? [completed(text)] : [delta(required(data, 'content'))];
}

function staff({ data, text }: Frame): readonly Decoded[] {
  switch (data['type']) {
    case 'token':
      return [delta(required(data, 'content'))];
    case 'done':
      return [completed(text, textIn(data, 'message_id'))];
    case 'error':
      return [failed(data, 'detail', text)];
    default:
      return [];
  }
}

function studyguru({ data, text }: Frame): readonly Decoded[] {
  const seconds = numberIn(data, 'timestamp');
  const at = seconds === undefined ? undefined : Math.round(seconds * 1_000);
  switch (data['type']) {
    case 'metadata': {
      const conversation = required(data, 'interaction_id');
      const isNewConversation = data['is_new_interaction'] === true;
      return [{ body: { type: 'turn.started', conversation, isNewConversation, owner: required(data, 'user_id') } }];
    }
    case 'token':
      return [{ ...delta(required(data, 'content')), at }];
    case 'complete': {
      const { tokens_used = null, points_cost = null } = data;
      const whole = textIn(data, 'content') ?? text;
      return [{ ...completed(whole, undefined, json({ tokens_used, points_cost })), at }];
    }
    case 'error':
      return [{ ...failed(data, 'error', text), at }];
    default:
      return [];
  }
}

function jacie({ name, data, text }: Frame): readonly Decoded[] {
  switch (name) {
    case 'progress':
      return [{ body: progress(data), at: timeIn(data) }];
    case 'token':
      return [delta(required(data, 'content'))];
    case 'result': {
      const { response: _response, citations, ...rest } = data;
      const cited = Array.isArray(citations) ? citations.map((each: unknown, index) => citation(each, index)) : [];
      return [...cited, completed(required(data, 'response'), undefined, json(rest))];
    }
    case 'error':
      return [failed(data, 'error', text)];
    default:
      return [];
  }
}

function progress(data: JsonRecord): Progress {
  const { details } = data;
  const percent = numberIn(data, 'progress');
  return {
    type: 'progress',
    step: required(data, 'step'),
    message: required(data, 'message'),
    ...(percent === undefined ? {} : { percent }),
    ...(isJsonObject(details) ? { details } : {}),
  };
}

function citation(data: unknown, index: number): Decoded {
  const page = numberIn(data, 'page');
  const quote = textIn(data, 'quote');
  const ref = textIn(data, 'document') ?? '';
  const source = { kind: 'document', title: textIn(data, 'title') ?? ref, ref } as const;
  const body: Citation = {
    type: 'citation',
    id: String(index + 1),
    source: page === undefined ? source : { ...source, page },
    ...(quote === undefined ? {} : { quote }),
  };
  return { body };
}

function delta(text: string): Decoded {
  return { body: { type: 'part.delta', part: 0, text } };
}

function completed(text: string, message?: string, result: JsonObject = {}): Decoded {
  return { body: { type: 'turn.completed', text, message: message ?? null, result } };
}

function failed(data: JsonRecord, field: string, partial: string): Decoded {
  return { body: { type: 'turn.failed', message: required(data, field), partial } };
}

function required(data: JsonRecord, field: string): string {
  const found = textIn(data, field);
  if (found === undefined) throw new ClientError('protocol', `A frame of the stream has no "${field}".`);
  return found;
}

function timeIn(data: JsonRecord): number | undefined {
  const time = Date.parse(textIn(data, 'timestamp') ?? '');
  return Number.isNaN(time) ? undefined : time;
}

/** What came out of `JSON.parse` holds nothing else. */
function json(fields: JsonRecord): JsonObject {
  return isJsonObject(fields) ? fields : {};
}
