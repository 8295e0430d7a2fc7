import type { FastifyReply } from 'fastify';
import type { Rate } from '../../config/rate.ts';
import { ParlanceError } from '../../engine/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { ANONYMOUS } from '../identity.ts';
import { networkOf } from './network-of.ts';
import { RateWindow } from './rate-window.ts';

/** Counts the request that this reply answers, and says so in its headers. Throws `rate_limited`. */
export type ChargeRequest = (reply: FastifyReply) => void;

/**
 * Limits the turns that one client begins: one user where a token names one, else one address. The headers are those
 * of draft-ietf-httpapi-ratelimit-headers; the older X-RateLimit-* have no agreed meaning (their reset is a moment for
 * some and a duration for others) and are left out. Null: no limit. Source: CONTRACT.md §1 (RATE_LIMIT), TURN.md 4.
 */
export function limitRate(rate: Rate | null, clock: Pick<Clock, 'elapsed'>): ChargeRequest {
  if (rate === null) return () => undefined;
  const window = new RateWindow(rate, clock);
  const policy = `"turns";q=${rate.requests};w=${rate.windowMs / 1_000}`;
  return (reply) => {
    const { allowed, remaining, resetMs } = window.take(clientOf(reply));
    const seconds = Math.max(1, Math.ceil(resetMs / 1_000));
    reply.header('ratelimit-policy', policy).header('ratelimit', `"turns";r=${remaining};t=${seconds}`);
    if (!allowed) {
      throw new ParlanceError('rate_limited', `Too many requests. Try again in ${seconds} s.`, { retryAfter: seconds });
    }
  };
}

function clientOf({ request }: FastifyReply): string {
  const { owner } = request.identity;
  return owner === ANONYMOUS.owner ? `address ${networkOf(request.ip)}` : `user ${owner}`;
}
