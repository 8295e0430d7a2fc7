import { hash } from 'node:crypto';
import type { Clock } from '../ports/clock.ts';
import type { Identity } from './identity.ts';

/** A token that was verified is believed for so long without looking again, milliseconds: less than TURN.md 13 allows. */
const BELIEVED_MS = 30_000;
const MOST_TOKENS = 10_000;

interface Entry {
  readonly identity: Identity;
  /** By the clock that never jumps: one that is set back believes nobody for longer. */
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

  clear(): void {
    this.#entries.clear();
  }

  async identify(token: string, verify: () => Promise<Identity>): Promise<Identity> {
    const digest = hash('sha256', token, 'base64');
    const known = this.#entries.get(digest);
    if (known !== undefined && this.#clock.elapsed() < known.until && !isOver(known.identity, this.#clock)) {
      return known.identity;
    }
    this.#entries.delete(digest);
    const identity = await verify();
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= MOST_TOKENS && oldest !== undefined) {
      this.#entries.delete(oldest);
    }
    this.#entries.set(digest, { identity, until: this.#clock.elapsed() + BELIEVED_MS });
    return identity;
  }
}

function isOver({ expiresAt }: Identity, clock: Clock): boolean {
  return expiresAt !== null && clock.now() >= expiresAt;
}
