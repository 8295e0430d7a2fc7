/** How long a connection may take for what, milliseconds. Source: FAULTS.md A03. */
export interface ConnectionLimits {
  /** To send its headers. */
  readonly headersMs: number;
  /** To send a whole request. */
  readonly requestMs: number;
  /** To begin its next request. */
  readonly keepAliveMs: number;
  /** To take anything of an answer that waits for it. Streams have a limit of their own: READER_STALL_SECONDS. */
  readonly takeMs: number;
  /** How often the first two are looked at. */
  readonly lookEveryMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  headersMs: 10_000,
  requestMs: 30_000,
  // Longer than the idle time of common proxies (60 s), so that they close first and no request meets a closed socket.
  keepAliveMs: 65_000,
  // Longer than any heartbeat's rest: pipelined streams may follow on the same connection.
  takeMs: 75_000,
  lookEveryMs: 5_000,
};
