/** Time comes in through this port, so that tests move it by hand and nobody sleeps. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Milliseconds since some moment before. MUST never jump, whatever becomes of the machine's clock: how long something
   * took, or may take, is measured by this.
   */
  elapsed(): number;
  /**
   * MUST call `callback` once, `delayMs` milliseconds from now, never synchronously, unless cancelled first.
   * A pending timer MUST NOT keep the process alive.
   */
  after(delayMs: number, callback: () => void): CancelTimer;
  /**
   * MUST call `callback` once, after the input that is waiting now has been handled and before any timer, so that
   * what arrives together is treated together (Node: `setImmediate`).
   */
  soon(callback: () => void): void;
}

export type CancelTimer = () => void;
