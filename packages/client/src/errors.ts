import { isRecord, parseJson, textIn } from './json.ts';

/** What went wrong, as far as it decides what to do about it. */
export type FailureKind =
  /** 400, 413, 415, 422: the request cannot succeed as it is. */
  | 'invalid'
  | 'unauthenticated'
  | 'insufficient-points'
  | 'forbidden'
  | 'not-found'
  /** Another turn of the conversation runs, and the request did not want to wait. */
  | 'busy'
  /** The stream is no longer kept; its message is. */
  | 'gone'
  | 'too-large'
  /** The idempotency key was used with another message. */
  | 'key-reused'
  | 'rate-limited'
  /** 502, 503, 504, 507, and 520 to 524 of a proxy: the server, or what it needs, cannot answer now. */
  | 'unavailable'
  | 'server'
  /** No answer at all: the server is down, or the network is. */
  | 'network'
  /** Something answered that is not a Parlance server, or not one that this client understands. */
  | 'protocol'
  /** The page was closed, or the caller went away. */
  | 'closed'
  /** The request cannot be made: the address, a header or the token is none. */
  | 'setup';

/** What to do, in one sentence that can be shown. */
const ADVICE: Readonly<Record<FailureKind, string>> = {
  invalid: 'Change the message and send it again.',
  unauthenticated: 'Sign in again, or enter a valid token.',
  'insufficient-points': 'Add points to your account, then send the message again.',
  forbidden: 'Ask whoever runs the server for access; a page of another origin has to be listed in CORS_ORIGINS.',
  'not-found': 'It may have been deleted. Go back to the list and choose again.',
  busy: 'Wait for the answer that is under way, or stop it.',
  gone: 'Open the conversation again: its messages are all there.',
  'too-large': 'Send a shorter message or a smaller file.',
  'key-reused': 'Send the message anew, under a key of its own.',
  'rate-limited': 'Wait a moment, then send again.',
  unavailable: 'The server is busy or starting. Try again a little later.',
  server: 'Try again. If it keeps happening, tell whoever runs the server the correlation id.',
  network: 'Check that the server is running and that this device is online.',
  protocol: 'Check the address of the server, and that nothing between here and there changes its answers.',
  closed: 'Open the conversation again to go on.',
  setup: 'Tell whoever made this page: the client in it is set up wrongly.',
};

export interface ClientErrorDetails {
  /** HTTP status; 0 where there was no answer. */
  readonly status?: number | undefined;
  /** The server's own code, such as `rate_limited`. */
  readonly code?: string | undefined;
  /** The field that is wrong, such as `body.message`. */
  readonly field?: string | undefined;
  /** Milliseconds after which a repeat makes sense, where the server said so. */
  readonly retryAfterMs?: number | undefined;
  readonly correlationId?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Why a request or a stream failed: `kind` decides what to do, `message` says what happened, `advice` what a person can
 * do about it. Both are safe to show.
 */
export class ClientError extends Error {
  readonly kind: FailureKind;
  readonly advice: string;
  readonly status: number;
  readonly code: string | undefined;
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly correlationId: string | undefined;

  constructor(kind: FailureKind, message: string, details: ClientErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'ClientError';
    this.kind = kind;
    this.advice = ADVICE[kind];
    this.status = details.status ?? 0;
    this.code = details.code;
    this.field = details.field;
    this.retryAfterMs = details.retryAfterMs;
    this.correlationId = details.correlationId;
  }

  /** True where the same request may well succeed later, unchanged. */
  get isPassing(): boolean {
    return this.kind === 'network' || this.kind === 'unavailable' || this.kind === 'rate-limited';
  }
}

/** Anything that was thrown, as a `ClientError`: what is not one already is a failed connection. */
export function toClientError(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  return new ClientError('network', 'The server could not be reached.', { cause: error });
}

const KIND_BY_STATUS: ReadonlyMap<number, FailureKind> = new Map([
  [401, 'unauthenticated'],
  [402, 'insufficient-points'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [405, 'protocol'],
  [409, 'busy'],
  [410, 'gone'],
  [413, 'too-large'],
  [429, 'rate-limited'],
]);

/** Statuses above 499 that pass by themselves. */
const PASSING: ReadonlySet<number> = new Set([502, 503, 504, 507, 520, 521, 522, 523, 524]);

export interface RefusedResponse {
  readonly status: number;
  header(name: string): string | null;
  text(): Promise<string>;
}

/**
 * The error that a refused request stands for. It reads the errors of every surface: problem details (`detail`,
 * `code`), `{detail}` as text or list, `{error, detail, correlation_id}`. `now` is in milliseconds since the epoch.
 */
export async function errorOf(response: RefusedResponse, now: number): Promise<ClientError> {
  const { status } = response;
  // An error page of a proxy is no JSON: the status says what there is to say.
  const body = parseJson(await response.text().catch(() => ''));
  const code = textIn(body, 'code');
  return new ClientError(kindOf(status, code), messageIn(body) ?? `The server answered with status ${status}.`, {
    status,
    code,
    field: textIn(body, 'field'),
    retryAfterMs: retryAfterMs(response, now),
    correlationId: textIn(body, 'correlation_id') ?? response.header('x-correlation-id') ?? undefined,
  });
}

/** `Retry-After` is a number of seconds, or a time of the server's clock. */
function retryAfterMs(response: RefusedResponse, now: number): number | undefined {
  const text = response.header('retry-after')?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const time = dateOf(text);
  // Against the server's own clock where the page may see it: a device's may be set to anything.
  return time === undefined ? undefined : Math.max(0, time - (dateOf(response.header('date') ?? '') ?? now));
}

/** The time that an HTTP date names. */
function dateOf(text: string): number | undefined {
  const time = text.endsWith('GMT') ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function kindOf(status: number, code: string | undefined): FailureKind {
  if (code === 'idempotency_mismatch') return 'key-reused';
  const known = KIND_BY_STATUS.get(status);
  if (known !== undefined) return known;
  if (status >= 500) return PASSING.has(status) ? 'unavailable' : 'server';
  return status >= 400 ? 'invalid' : 'protocol';
}

function messageIn(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const { detail } = body;
  if (Array.isArray(detail)) return textIn(detail[0], 'msg');
  return textIn(body, 'detail') ?? textIn(body, 'error') ?? textIn(body, 'message');
}

export function isFailureKind(kind: string | undefined): kind is FailureKind {
  return kind !== undefined && Object.hasOwn(ADVICE, kind);
}
