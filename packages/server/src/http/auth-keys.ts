import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../ports/clock.ts';

/** Keys this old are looked up again before they are used: so long after its removal a key is still believed. */
const FRESH_MS = 600_000;
/** Where the issuer cannot be asked, the keys that it published last serve for so long, and then nobody gets in. */
const KEEP_MS = 3_600_000;
/** From the start of one request to the start of the next, whatever came of it and however many tokens wait. */
const COOL_DOWN_MS = 30_000;
const TIME_LIMIT_MS = 3_000;
/** Sets of real issuers have a few kilobytes. */
const MAX_BYTES = 262_144;

/** Why there are no keys, in words of our own. */
class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

export interface PublishedKeysOptions {
  readonly url: string;
  readonly clock: Clock;
  /** Told of each request that gave no keys, at most once a cool-down. */
  readonly onFailure: (error: unknown) => void;
}

interface KnownKeys {
  readonly keyFor: JWTVerifyGetKey;
  readonly at: number;
}

/**
 * The public keys of an issuer (RFC 7517), fetched when they are needed. `createRemoteJWKSet` of jose is not used: it
 * asks an issuer that is down anew for each token, goes by its own clock, and forgets good keys when it cannot renew
 * them. Source: FAULTS.md S02.
 */
export class PublishedKeys {
  readonly #options: PublishedKeysOptions;
  #known: KnownKeys | null = null;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | null = null;

  constructor(options: PublishedKeysOptions) {
    this.#options = options;
  }

  /** The key of a token with this header. Rejects where no usable key is known for it. */
  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    if (this.#age() >= FRESH_MS) await this.#refresh();
    try {
      return await this.#usable()(header, token);
    } catch (error) {
      // The issuer may have begun to sign with a new key.
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const before = this.#known;
      await this.#refresh();
      if (this.#known === before) throw error;
      return await this.#usable()(header, token);
    }
  };

  #age(): number {
    // A wall clock that was set back must not keep keys for longer.
    const age = this.#options.clock.now() - (this.#known?.at ?? Number.NEGATIVE_INFINITY);
    return age < 0 ? Number.POSITIVE_INFINITY : age;
  }

  #usable(): JWTVerifyGetKey {
    if (this.#known === null || this.#age() >= KEEP_MS) throw new KeysUnavailable('No published keys are known.');
    return this.#known.keyFor;
  }

  /** Resolves when the request under way has ended, or at once where the issuer was asked a moment ago. */
  async #refresh(): Promise<void> {
    const since = this.#options.clock.now() - this.#askedAt;
    if (this.#asking === null && since >= 0 && since < COOL_DOWN_MS) return;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    await this.#asking;
  }

  async #ask(): Promise<void> {
    const { url, clock, onFailure } = this.#options;
    this.#askedAt = clock.now();
    try {
      const set: unknown = JSON.parse(await download(url, clock));
      if (!isKeySet(set)) throw new KeysUnavailable('The issuer sent no set of keys.');
      this.#known = { keyFor: createLocalJWKSet(set), at: clock.now() };
    } catch (error) {
      onFailure(error);
    }
  }
}

/** The text of the document, within the time limit. Redirects are not followed: the operator named one address. */
async function download(url: string, clock: Clock): Promise<string> {
  const tooLate = new AbortController();
  const cancelTimer = clock.after(TIME_LIMIT_MS, () =>
    tooLate.abort(new KeysUnavailable('The issuer did not answer in time.')),
  );
  try {
    const response = await fetch(url, {
      signal: tooLate.signal,
      redirect: 'manual',
      headers: { accept: 'application/jwk-set+json, application/json' },
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new KeysUnavailable(`The issuer answered ${response.status}.`);
    }
    return await readText(response.body);
  } finally {
    cancelTimer();
  }
}

async function readText(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    if ((length += chunk.byteLength) > MAX_BYTES)
      throw new KeysUnavailable(`The issuer sent more than ${MAX_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Each key is looked at when a token names it. */
function isKeySet(value: unknown): value is JSONWebKeySet {
  return typeof value === 'object' && value !== null && 'keys' in value && Array.isArray(value.keys);
}
