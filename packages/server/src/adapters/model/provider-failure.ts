import type { IncomingHttpHeaders } from 'node:http';
import { SseTooLong } from '@parlance/wire';
import { ModelError } from '../../ports/model.ts';
import { HttpProtocolError } from './http-client/http-protocol-error.ts';
import { machineWords, requestIdIn } from './machine-words.ts';
import { retryAfterSeconds } from './retry-after.ts';

/** How a failed exchange is named in log lines. */
export interface FailureContext {
  /** Host and port of the provider. */
  readonly host: string;
}

/** A status other than 200. Of what could be read of the body, the words for machines stay. */
export function refusedBy(
  answer: {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
    readonly now: number;
  },
  { host }: FailureContext,
): ModelError {
  const { status, headers, body, now } = answer;
  const said = machineWords(body) + requestIdIn(headers);
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
export function brokenBy(error: unknown, answered: boolean, { host }: FailureContext): ModelError {
  const code = codeOf(error);
  // Messages of this client name what is wrong and quote nothing.
  const own = error instanceof HttpProtocolError ? error.message : undefined;
  const what = own ?? code ?? (error instanceof Error ? error.name : typeof error);
  if (own !== undefined || code?.startsWith('HPE_') === true) {
    return new ModelError('upstream_protocol', `${host} does not speak HTTP as it should (${what})`);
  }
  return answered
    ? new ModelError('upstream_disconnected', `${host} broke the connection in mid-answer (${what})`)
    : new ModelError('upstream_unavailable', `${host} could not be reached (${what})`);
}

/** What went wrong while an event was read. */
export function unreadableBy(error: unknown, { host }: FailureContext): ModelError {
  if (error instanceof ModelError) return error;
  if (error instanceof SseTooLong) {
    return new ModelError('upstream_protocol', `${host} sent an event of more than ${error.limit} characters`);
  }
  const what = error instanceof Error ? error.name : typeof error;
  // Its message may quote what was sent; the logger keeps the message of a cause from all levels but DEBUG.
  return new ModelError('upstream_protocol', `what ${host} sent could not be taken (${what})`, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
