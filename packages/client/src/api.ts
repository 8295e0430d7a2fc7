import type { Environment } from './environment.ts';
import { ClientError, errorOf, toClientError } from './errors.ts';
import { parseJson } from './json.ts';
import type { TransportResponse } from './transport/transport.ts';

/** A bearer token, or what finds one; `isRefused` says that the server has just refused the one before. */
export type TokenSource = string | ((isRefused: boolean) => string | null | Promise<string | null>);

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Requests to one server, with its token, its errors and a time limit until the headers. */
export interface Api {
  /** The server's address without a slash at its end. */
  readonly base: string;
  /** The answer's JSON; null where it has no body. Throws `ClientError`. */
  json(request: ApiRequest): Promise<unknown>;
  /** The answer once its headers are there, whatever its body does then. Throws `ClientError` for every status above 299. */
  open(request: ApiRequest): Promise<TransportResponse>;
}

export interface ApiOptions {
  readonly base: string;
  readonly token: TokenSource | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds until the headers of an answer. */
  readonly answerLimitMs: number;
  readonly environment: Environment;
}

export function createApi(options: ApiOptions): Api {
  const open: Api['open'] = async (request) => {
    const response = await send(options, request, false);
    if (response.status < 300) return response;
    const error = await errorOf(response);
    if (error.kind !== 'unauthenticated' || typeof options.token !== 'function') throw error;
    // The token may simply have run out: whoever gave it gets one chance to give a newer one.
    const second = await send(options, request, true);
    if (second.status >= 300) throw await errorOf(second);
    return second;
  };
  return {
    base: options.base,
    open,
    json: async (request) => {
      const response = await open(request);
      const text = await response.text().catch((error: unknown) => {
        throw toClientError(error);
      });
      if (text === '') return null;
      const json = parseJson(text);
      if (json === undefined) throw new ClientError('protocol', 'The server answered with something that is no JSON.');
      return json;
    },
  };
}

async function send(options: ApiOptions, request: ApiRequest, isRefused: boolean): Promise<TransportResponse> {
  const { environment, base, answerLimitMs } = options;
  const { path, body, signal, method = body === undefined ? 'GET' : 'POST' } = request;
  const token = typeof options.token === 'function' ? await options.token(isRefused) : options.token;
  const headers: Record<string, string> = { ...options.headers, ...request.headers };
  if (token !== undefined && token !== null) headers['Authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const limit = new AbortController();
  const leave = (): void => limit.abort();
  if (hasAborted(signal)) throw new ClientError('closed', 'The request was given up.');
  signal?.addEventListener('abort', leave, { once: true });
  const stopTimer = environment.after(answerLimitMs, leave);
  try {
    const text = body === undefined ? undefined : JSON.stringify(body);
    // The signal stays: it ends the body of a stream as well.
    return await environment.transport({ method, url: base + path, headers, body: text, signal: limit.signal });
  } catch (error) {
    throw hasAborted(signal)
      ? new ClientError('closed', 'The request was given up.', { cause: error })
      : toClientError(error);
  } finally {
    stopTimer();
  }
}

/** A function, since the compiler does not know that it changes over time. */
function hasAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** Undefined fields are left out, so that options can be handed on as they are. */
export function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export function queryOf(fields: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
