import type { Environment } from './environment.ts';
import { ClientError, errorOf, toClientError } from './errors.ts';
import { parseJson } from './json.ts';
import { checkHeaders, jsonOf } from './setup.ts';
import type { TransportResponse } from './transport/transport.ts';

/**
 * A bearer token, or what finds one; `isRefused` says that the server has just refused the one before. Where it throws,
 * the request fails at once; a `ClientError` of kind `network` is tried again like any other.
 */
export type TokenSource = string | ((isRefused: boolean) => string | null | Promise<string | null>);

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** Requests to one server, with its token, its errors and its time limits. */
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
  /** Milliseconds until the headers of an answer, and again until the end of one that is no stream. */
  readonly answerLimitMs: number;
  readonly environment: Environment;
}

export function createApi(options: ApiOptions): Api {
  const open: Api['open'] = async (request) => {
    const response = await send(options, request, false);
    if (response.status < 300) return response;
    const error = await errorOf(response, options.environment.now());
    if (error.kind !== 'unauthenticated' || typeof options.token !== 'function') throw error;
    // The token may simply have run out: whoever gave it gets one chance to give a newer one.
    const second = await send(options, request, true);
    if (second.status >= 300) throw await errorOf(second, options.environment.now());
    return second;
  };
  return {
    base: options.base,
    open,
    json: async (request) => {
      const response = await open(request);
      const text = await response.text();
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
  const token = await findToken(options.token, isRefused);
  const headers: Record<string, string> = { ...options.headers, ...request.headers };
  if (token !== null) headers['Authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  checkHeaders(headers);
  const text = body === undefined ? undefined : jsonOf(body);
  const limit = new AbortController();
  const leave = (): void => limit.abort();
  if (hasAborted(signal)) throw new ClientError('closed', 'The request was given up.');
  signal?.addEventListener('abort', leave, { once: true });
  const stopTimer = environment.after(answerLimitMs, leave);
  const failed = (error: unknown): ClientError =>
    hasAborted(signal)
      ? new ClientError('closed', 'The request was given up.', { cause: error })
      : toClientError(error);
  try {
    // The signal stays: it ends the body of a stream as well.
    const response = await environment.transport({
      method,
      url: base + path,
      headers,
      body: text,
      signal: limit.signal,
    });
    return {
      status: response.status,
      header: (name) => response.header(name),
      text: () => wholeText(options, response, leave).catch((error: unknown) => Promise.reject(failed(error))),
      read: (onText) => response.read(onText),
    };
  } catch (error) {
    throw failed(error);
  } finally {
    stopTimer();
  }
}

/** A body that is to be read whole; one that does not end in time is given up. */
function wholeText(
  { environment, answerLimitMs }: ApiOptions,
  response: TransportResponse,
  leave: () => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stopTimer = environment.after(answerLimitMs, () => {
      reject(new ClientError('network', 'The server fell silent in the middle of its answer.'));
      leave();
    });
    response.text().then(resolve, reject).finally(stopTimer);
  });
}

async function findToken(source: TokenSource | undefined, isRefused: boolean): Promise<string | null> {
  if (typeof source !== 'function') return source ?? null;
  try {
    return (await source(isRefused)) ?? null;
  } catch (error) {
    if (error instanceof ClientError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ClientError('unauthenticated', `No token could be found: ${reason}`, { cause: error });
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
