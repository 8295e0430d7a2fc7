import { hash } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { Identity } from './identity.ts';

/** A token that was verified is believed for so long without looking again, milliseconds: less than TURN.md 13 allows. */
const BELIEVED_MS = 30_000;
const MOST_TOKENS = 10_000;

interface Entry {
  readonly identity: Identity;
  readonly until: number;
}

/**
 * Tokens that were verified a moment ago. Verifying a signature costs more than all else that accepting a message
 * takes; a front end sends the same token with each of its requests. Only digests are kept.
 */
export class VerifiedTokens {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async identify(token: string, verify: () => Promise<Identity>): Promise<Identity> {
    const digest = hash('sha256', token, 'base64');
    const known = this.#entries.get(digest);
    const now = this.#clock.now();
    if (known !== undefined && now < known.until) {
      return known.identity;
    }
    this.#entries.delete(digest);
    const identity = await verify();
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= MOST_TOKENS && oldest !== undefined) {
      this.#entries.delete(oldest);
    }
    const expiresAt = identity.expiresAt ?? Number.POSITIVE_INFINITY;
    this.#entries.set(digest, { identity, until: Math.min(now + BELIEVED_MS, expiresAt) });
    return identity;
  }
}
