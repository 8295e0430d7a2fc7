import type { HttpExchange, ResponseHandlers } from '../../src/adapters/model/http-client/connection.ts';
import type { HttpClient, HttpRequest } from '../../src/adapters/model/http-client/http-client.ts';
import { Watch } from '../support/fake-provider/watch.ts';

/** One request of the client, and everything that became of it. */
export interface Posted {
  readonly exchange: HttpExchange;
  /** What was called, in order: `connected`, `head 200`, `body`, `end`, `error`. Repeats of `body` are left out. */
  readonly calls: readonly string[];
  readonly body: () => string;
  readonly error: () => Error | undefined;
  readonly stale: () => boolean | undefined;
  /** Resolves with the last call, `end` or `error`. */
  readonly over: Promise<string>;
  /** Resolves when this has been called. */
  readonly called: (call: string) => Promise<void>;
  /** Resolves when the body has so many bytes. */
  readonly holds: (length: number) => Promise<void>;
}

export interface PostOptions extends Partial<HttpRequest> {
  /** Called inside each call. */
  readonly during?: (call: string, exchange: HttpExchange) => void;
}

/** Posts and keeps the account. */
export function post(client: HttpClient, options: PostOptions = {}): Posted {
  const { during = () => undefined, headers = {}, body = '{}', ...rest } = options;
  const watch = new Watch();
  const calls: string[] = [];
  const pieces: string[] = [];
  let length = 0;
  let failure: Error | undefined;
  let wasStale: boolean | undefined;
  const note = (call: string): void => {
    if (calls.at(-1) !== call) calls.push(call);
    during(call, exchange);
    watch.changed();
  };
  const handlers: ResponseHandlers = {
    onConnected: () => note('connected'),
    onHead: ({ status }) => note(`head ${status}`),
    onBody: (bytes, start, end) => {
      pieces.push(bytes.toString('latin1', start, end));
      length += end - start;
      note('body');
    },
    onEnd: () => note('end'),
    onError: (error, stale) => {
      failure = error;
      wasStale = stale;
      note('error');
    },
  };
  // The handlers are called after `send` has returned, never before.
  const exchange = client.send({ headers, body, ...rest }, handlers);
  return {
    exchange,
    calls,
    body: () => pieces.join(''),
    error: () => failure,
    stale: () => wasStale,
    over: watch.until(() => calls.find((call) => call === 'end' || call === 'error')),
    called: async (call) => {
      await watch.until(() => (calls.includes(call) ? true : undefined));
    },
    holds: async (wanted) => {
      await watch.until(() => (length >= wanted ? true : undefined));
    },
  };
}
