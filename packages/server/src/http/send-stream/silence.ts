import type { EventStreamResponse } from './event-stream-response.ts';
import { readUnacknowledged, type Unacknowledged } from './unacknowledged.ts';

/** Looks at the kernel's table within the time after which a silent peer is given up. */
const LOOKS = 6;

interface Seen {
  /** Bytes that the peer's system had confirmed. */
  readonly acknowledged: number;
  /** When that last grew, or when nothing was waiting. */
  readonly at: number;
}

/**
 * Finds peers that are gone without a word: a pulled cable, a phone without a network, a firewall that forgot. They
 * acknowledge nothing, while a client that merely reads slowly still does. It is what TCP_USER_TIMEOUT would do, which
 * Node cannot set.
 */
export class Silence {
  readonly #limitMs: number;
  readonly #seen = new WeakMap<EventStreamResponse, Seen>();
  #lastLookAt = Number.NEGATIVE_INFINITY;
  #looking = false;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Cuts the streams whose peers have been silent for too long; `streams` is read later, when the table is there. */
  look(now: number, streams: Iterable<{ readonly response: EventStreamResponse }>): void {
    if (this.#looking || now - this.#lastLookAt < this.#limitMs / LOOKS) {
      return;
    }
    this.#looking = true;
    this.#lastLookAt = now;
    const judgeAll = (table: Unacknowledged | null): void => {
      // Where there is no table there will be none later.
      this.#looking = table === null;
      if (table !== null) {
        for (const { response } of streams) this.#judge(response, table, now);
      }
    };
    const keys = Array.from(streams, ({ response }) => response.connection().key).filter((key) => key !== null);
    readUnacknowledged(keys).then(judgeAll, () => judgeAll(null));
  }

  #judge(response: EventStreamResponse, table: Unacknowledged, now: number): void {
    const { key, handedOver } = response.connection();
    const waiting = key === null ? undefined : table.get(key);
    const seen = this.#seen.get(response);
    const acknowledged = handedOver - (waiting ?? 0);
    if (waiting === undefined || seen === undefined || acknowledged > seen.acknowledged) {
      this.#seen.set(response, { acknowledged, at: now });
    } else if (now - seen.at >= this.#limitMs) {
      response.destroy();
    }
  }
}
