import type { IncomingHttpHeaders } from 'node:http';
import { SseTooLong } from '@parlance/wire';
import { ModelError } from '../../ports/model.ts';
import { HttpProtocolError } from './http-client/http-protocol-error.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** What a failed exchange is called in log lines, and how text from outside is made fit for them. */
export interface FailureContext {
  /** Host and port of the provider. */
  readonly host: string;
  /** Cuts secrets out of foreign text. */
  readonly clean: (text: string) => string;
}

/** A status other than 200, with what could be read of the body. */
export function refusedBy(
  answer: {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
    readonly now: number;
  },
  { host, clean }: FailureContext,
): ModelError {
  const { status, headers, body, now } = answer;
  const said = body.trim() === '' ? '' : `: ${clean(body)}`;
  if (status === 429 || status >= 500) {
    const retryAfter = retryAfterSeconds(headers, now);
    return new ModelError('upstream_unavailable', `${host} answered ${status}${said}`, {
      status,
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }
  if (status >= 400) return new ModelError('upstream_rejected', `${host} answered ${status}${said}`, { status });
  const why = status >= 300 && status < 400 ? 'redirects are not followed' : 'an event stream comes with 200';
  return new ModelError('upstream_protocol', `${host} answered ${status}; ${why}`, { status });
}

/** A connection that failed or broke. `answered` is true once the provider has sent a status line. */
export function brokenBy(error: unknown, answered: boolean, { host, clean }: FailureContext): ModelError {
  const code = codeOf(error);
  const what = clean(code ?? (error instanceof Error ? error.message : String(error)));
  if (error instanceof HttpProtocolError || code?.startsWith('HPE_') === true) {
    return new ModelError('upstream_protocol', `${host} does not speak HTTP as it should (${what})`);
  }
  return answered
    ? new ModelError('upstream_disconnected', `${host} broke the connection in mid-answer (${what})`)
    : new ModelError('upstream_unavailable', `${host} could not be reached (${what})`);
}

/** What went wrong while an event was read. */
export function unreadableBy(error: unknown, { host, clean }: FailureContext): ModelError {
  if (error instanceof ModelError) return error;
  if (error instanceof SseTooLong) {
    return new ModelError('upstream_protocol', `${host} sent an event of more than ${error.limit} characters`);
  }
  const what = clean(error instanceof Error ? error.message : String(error));
  return new ModelError('upstream_protocol', `what ${host} sent could not be taken (${what})`, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
