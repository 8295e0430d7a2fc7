import { SseParser, type FinishReason } from '@parlance/wire';
import type { Clock } from '../../../ports/clock.ts';
import { ModelError, type ModelRequest } from '../../../ports/model.ts';
import { brokenBy, refusedBy, unreadableBy, type FailureContext } from '../provider-failure.ts';
import type { WireReader } from '../provider-stream.ts';
import { wrongContent } from '../response-body.ts';
import { Utf8Text } from '../utf8-text.ts';

const REFUSAL_CHARACTERS = 65_536;

/** The run whose requests are watched. */
export interface WatchedRun {
  readonly request: Pick<ModelRequest, 'correlationId'>;
  /** '' where none is to be sent. */
  readonly apiKey: string;
  readonly clock: Clock;
  readonly failure: FailureContext;
  readonly signal: AbortSignal;
  readonly settled: boolean;
  /** Opens a reader for the next request, once that is on record. */
  nextRequest(): Promise<WireReader>;
  /** Something of the wire was read: resolves when more may be. */
  room(): Promise<void>;
  /** The answer of one request is complete. */
  complete(finish: FinishReason): void;
  fail(error: ModelError): void;
}

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * The SDK's way to the provider, watched: its own reading of the stream comes after ours. Whatever is wrong fails the
 * run with a typed error before the SDK sees it.
 */
export function watchedFetch(run: WatchedRun): Fetch {
  return async (input, init) => {
    try {
      const reader = await run.nextRequest();
      const response = await fetch(input, {
        ...init,
        headers: headersOf(run, init),
        redirect: 'manual',
        signal: run.signal,
      });
      await refuseWrong(run, response);
      const body = response.body ?? new ReadableStream<Uint8Array>();
      return new Response(watched(run, body.getReader(), reader), { status: 200, headers: response.headers });
    } catch (error) {
      run.fail(error instanceof ModelError ? error : unreachable(run, error));
      throw error;
    }
  };
}

function headersOf({ apiKey, request }: WatchedRun, init: RequestInit | undefined): Headers {
  const headers = new Headers(init?.headers);
  headers.set('accept-encoding', 'identity');
  headers.set('x-correlation-id', request.correlationId);
  if (apiKey === '') headers.delete('authorization');
  return headers;
}

async function refuseWrong({ failure, clock }: WatchedRun, response: Response): Promise<void> {
  const headers = Object.fromEntries(response.headers);
  const { status } = response;
  if (status !== 200) {
    const body = status >= 400 ? await readRefusal(response) : '';
    throw refusedBy({ status, headers, body, now: clock.now() }, failure);
  }
  const wrong = wrongContent({ headers });
  if (wrong !== undefined) {
    throw new ModelError('upstream_protocol', `${failure.host} sent ${wrong}`);
  }
}

async function readRefusal(response: Response): Promise<string> {
  const text = new Utf8Text();
  let said = '';
  const body: ReadableStream<Uint8Array> | null = response.body;
  for await (const bytes of body ?? []) {
    said += text.write(Buffer.from(bytes));
    if (said.length > REFUSAL_CHARACTERS) break;
  }
  return said;
}

/** The body as it came, each piece handed on only after it was understood here and there was room for it. */
function watched(
  run: WatchedRun,
  source: ReadableStreamDefaultReader<Uint8Array>,
  reader: WireReader,
): ReadableStream<Uint8Array> {
  const text = new Utf8Text();
  const parser = new SseParser({
    onEvent: (event) => {
      if (!run.settled && !reader.completed) reader.event(event);
    },
  });
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await source.read();
          if (value !== undefined) parser.push(text.write(Buffer.from(value)));
          if (done || reader.completed) finish(run, reader);
          await run.room();
          if (value !== undefined) controller.enqueue(value);
          if (done) controller.close();
        } catch (error) {
          run.fail(error instanceof TypeError ? brokenBy(causeOf(error), true, run.failure) : unread(run, error));
          controller.error(error);
        }
      },
      cancel: (reason) => source.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function finish(run: WatchedRun, reader: WireReader): void {
  if (reader.finish === undefined) {
    const { host } = run.failure;
    throw new ModelError('upstream_disconnected', `${host} ended the stream before the answer was complete`);
  }
  run.complete(reader.finish);
}

function unread(run: WatchedRun, error: unknown): ModelError {
  return unreadableBy(error, run.failure);
}

function unreachable(run: WatchedRun, error: unknown): ModelError {
  return brokenBy(causeOf(error), false, run.failure);
}

/** `fetch failed` and `terminated` say nothing; what happened is their cause. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? error.cause : error;
}
