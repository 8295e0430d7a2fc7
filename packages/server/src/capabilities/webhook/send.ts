import { Webhook as Signer } from 'standardwebhooks';
import type { Clock } from '../../ports/clock.ts';
import { OutboundError, type Outbound, type OutboundErrorCode } from '../../ports/outbound.ts';
import type { WebhookData } from './records.ts';

/** For everything from the first look-up to the head of the answer. */
const TIME_LIMIT_MS = 15_000;
/** What the receiver says is not read; it may say this much. */
const MAX_BYTES = 65_536;

export interface Letter {
  /** The same on every try: receivers tell repeats by it. */
  readonly id: string;
  readonly payload: string;
}

export type SendOutcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | undefined }
  /** `cause` is for logs: it may tell what a name resolves to inside. */
  | { readonly kind: 'unreachable'; readonly cause: OutboundError };

/**
 * Sends the letter once, signed by every secret that counts now. Redirects are answers like others: a signature is made
 * for the receiver that was registered. Source: standardwebhooks.com.
 */
export async function sendLetter(
  { outbound, clock }: { readonly outbound: Outbound; readonly clock: Pick<Clock, 'now'> },
  { url, secrets }: Pick<WebhookData, 'url' | 'secrets'>,
  { id, payload }: Letter,
  signal: AbortSignal,
): Promise<SendOutcome> {
  const now = clock.now();
  const signatures = secrets
    .filter(({ until }) => until === null || until > now)
    .map(({ secret }) => new Signer(secret).sign(id, new Date(now), payload));
  try {
    const response = await outbound.send(
      {
        url,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Parlance-Webhooks',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now / 1_000)),
          'webhook-signature': signatures.join(' '),
        },
        body: payload,
        maxRedirects: 0,
        maxBytes: MAX_BYTES,
        timeLimitMs: TIME_LIMIT_MS,
      },
      signal,
    );
    await leave(response.body);
    return { kind: 'answered', status: response.status, retryAfter: response.headers['retry-after'] };
  } catch (error) {
    if (error instanceof OutboundError) return { kind: 'unreachable', cause: error };
    throw error;
  }
}

/** Leaving the loop closes the connection. What breaks there breaks after the answer, which is what counts. */
async function leave(body: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const _ of body) break;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
  }
}

export function isAccepted(status: number): boolean {
  return status >= 200 && status < 300;
}

const UNREADABLE = 'What the receiver answered could not be read.';

const PROBLEMS: Readonly<Record<OutboundErrorCode, string>> = {
  refused: 'The address is not allowed: a receiver has a public address, or the operator names its host.',
  unknown_host: 'The name of the receiver could not be resolved.',
  connection_refused: 'The receiver refused the connection: nothing listens at this address and port.',
  unreachable: 'The connection to the receiver failed, broke off, or its certificate is not trusted.',
  timeout: `The receiver did not answer within ${TIME_LIMIT_MS / 1_000} seconds.`,
  aborted: 'The attempt was stopped before the receiver answered.',
  packed: UNREADABLE,
  too_large: UNREADABLE,
  too_many_redirects: UNREADABLE,
};

/** What users are told of an outcome that is no success: the cause, and no address but the one that they gave. */
export function problemOf(outcome: SendOutcome): string {
  return outcome.kind === 'answered' ? `The receiver answered ${outcome.status}.` : PROBLEMS[outcome.cause.code];
}
