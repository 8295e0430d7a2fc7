import type { Rate } from '../../config/rate.ts';
import type { Clock } from '../../ports/clock.ts';

/** A window moves on in so many steps: what was counted is forgotten one step late at most. */
const STEPS = 60;

export interface RateVerdict {
  readonly allowed: boolean;
  /** Requests that are left now. */
  readonly remaining: number;
  /** Until the oldest counted requests are forgotten, milliseconds. */
  readonly resetMs: number;
}

interface Count {
  readonly step: number;
  count: number;
}

interface Client {
  total: number;
  /** Oldest first. */
  readonly counts: Count[];
}

/**
 * Counts requests of many clients over a window that slides, so that in no stretch of the window's length there are
 * more than the rate allows: a window that begins anew would let twice as many through around its edge. Forgets the
 * client that asked longest ago where there are more than `mostClients`. Source: FAULTS.md S12.
 */
export class RateWindow {
  readonly #rate: Rate;
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #mostClients: number;
  /** In the order of their last requests. */
  readonly #clients = new Map<string, Client>();

  constructor(rate: Rate, clock: Pick<Clock, 'elapsed'>, mostClients = 50_000) {
    this.#rate = rate;
    this.#clock = clock;
    this.#mostClients = mostClients;
  }

  /** Counts one request of this client where it is allowed; what is refused is not counted. */
  take(key: string): RateVerdict {
    const { requests, windowMs } = this.#rate;
    const stepMs = windowMs / STEPS;
    const now = this.#clock.elapsed();
    const step = Math.floor(now / stepMs);
    const client = this.#clients.get(key) ?? { total: 0, counts: [] };
    forget(client, step - STEPS);
    const allowed = client.total < requests;
    if (allowed) add(client, step);
    this.#remember(key, client);
    const oldest = client.counts[0]?.step ?? step;
    return {
      allowed,
      remaining: requests - client.total,
      resetMs: (oldest + 1 + STEPS) * stepMs - now,
    };
  }

  #remember(key: string, client: Client): void {
    this.#clients.delete(key);
    this.#clients.set(key, client);
    if (this.#clients.size <= this.#mostClients) return;
    const [longestAgo] = this.#clients.keys();
    if (longestAgo !== undefined) this.#clients.delete(longestAgo);
  }
}

/** Everything before `step` is past the window as a whole. */
function forget(client: Client, step: number): void {
  const { counts } = client;
  for (let first = counts[0]; first !== undefined && first.step < step; first = counts[0]) {
    client.total -= first.count;
    counts.shift();
  }
}

function add(client: Client, step: number): void {
  client.total += 1;
  const last = client.counts.at(-1);
  if (last?.step === step) last.count += 1;
  else client.counts.push({ step, count: 1 });
}
