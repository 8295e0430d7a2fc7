import { parseCursor, SseParser, type SseEvent, type TurnEvent } from '@parlance/wire';
import { ClientError, errorOf, toClientError } from '../errors.ts';
import { isRecord, isTurnEvent, parseJson } from '../json.ts';
import type { DecodedEvent } from './decoded-event.ts';
import { DECODERS } from './decoders.ts';

/** The wire formats that can be read: those of the five systems, and the native one. */
export type DialectName = keyof typeof DECODERS | 'native';

const LONGEST_EVENT = 64 * 1_048_576;
/** What an address gives that is another's: a request without a stream, the page of a proxy. */
const NO_STREAM = /^\s*(application\/([\w.-]+\+)?json|text\/html)\b/i;

/**
 * Reads the answer to a request of one's own as typed events, in any of the wire formats. Ends behind the terminal
 * event. Throws `ClientError` where the request was refused, the stream is not one of this format, or it ended early;
 * it does not reconnect: `createClient` does. Leaving the loop closes the connection.
 */
export function decode(dialect: 'native', response: Response): AsyncGenerator<TurnEvent, void>;
export function decode(dialect: DialectName, response: Response): AsyncGenerator<DecodedEvent | TurnEvent, void>;
export async function* decode(
  dialect: DialectName,
  response: Response,
): AsyncGenerator<DecodedEvent | TurnEvent, void> {
  if (!response.ok) {
    const header = (name: string): string | null => response.headers.get(name);
    throw await errorOf({ status: response.status, header, text: () => response.text() }, Date.now());
  }
  // Finished, and nothing left behind the cursor that was sent.
  if (response.status === 204) return;
  if (NO_STREAM.test(response.headers.get('content-type') ?? ''))
    throw new ClientError('protocol', 'The server answered with something that is no stream of events.');
  const read = createDecoder(dialect);
  for await (const frame of framesOf(response)) {
    for (const event of read(frame)) {
      yield event;
      if (event.type === 'turn.completed' || event.type === 'turn.failed' || event.type === 'turn.cancelled') return;
    }
  }
  throw new ClientError('network', 'The connection ended in the middle of the answer.');
}

/** Turns the frames of one stream into events, one after the other. Throws `ClientError` for what the format is not. */
export function createDecoder(dialect: DialectName): (frame: SseEvent) => readonly (DecodedEvent | TurnEvent)[] {
  if (dialect === 'native') {
    return (frame) => {
      const data = parseJson(frame.data);
      if (!isTurnEvent(data)) throw new ClientError('protocol', 'The stream is not one of turn events.');
      return [data];
    };
  }
  const decoder = DECODERS[dialect];
  let text = '';
  return (frame) => {
    const data = parseJson(frame.data);
    if (!isRecord(data)) throw new ClientError('protocol', 'A frame of the stream is no JSON object.');
    const cursor = parseCursor(frame.id);
    return decoder({ name: frame.event, data, text }).map(({ body, at = null }) => {
      if (body.type === 'part.delta') text += body.text;
      return { ...body, turn: cursor?.turn ?? null, seq: cursor?.seq ?? null, at };
    });
  };
}

async function* framesOf(response: Response): AsyncGenerator<SseEvent, void> {
  let frames: SseEvent[] = [];
  const parser = new SseParser({ onEvent: (frame) => frames.push(frame), maxEventLength: LONGEST_EVENT });
  for await (const text of textsOf(response)) {
    parser.push(text);
    yield* frames;
    frames = [];
  }
}

async function* textsOf(response: Response): AsyncGenerator<string, void> {
  if (response.body === null) {
    // React Native: the whole of it, at its end.
    yield await response.text();
    return;
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw toClientError(error);
      });
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
