/** Requests to addresses that somebody else named: a user, a configuration, a redirect. */
export interface Outbound {
  /**
   * Sends the request and resolves with the head of the last answer, whatever its status.
   *
   * MUST refuse everything but http and https, user names in addresses, and every host of which one address is not
   * public, unless the operator allowed the host. MUST connect to an address that was checked, without asking for the
   * name again. MUST check each redirect like the first address. MUST reject with `OutboundError` and nothing else,
   * `body` too, and MUST close the connection when `signal` aborts. Source: FAULTS.md S06.
   */
  send(request: OutboundRequest, signal: AbortSignal): Promise<OutboundResponse>;
  /**
   * Whether `send` will refuse the address because of the number that it names as its host. False for names, which are
   * judged when they are asked: what they lead to may change.
   */
  refusesNumber(url: string): boolean;
}

export interface OutboundRequest {
  readonly url: string;
  /** Default: GET. */
  readonly method?: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: OutboundBody;
  /** Redirects that are followed; only a GET may follow any. The next is handed back as the answer where it is 0. */
  readonly maxRedirects: number;
  /** Largest body of the answer. */
  readonly maxBytes: number;
  /** For everything from the first look-up to the last byte. */
  readonly timeLimitMs: number;
}

/** `stream` is read once. */
export type OutboundBody = string | { readonly stream: AsyncIterable<Uint8Array>; readonly length: number };

export interface OutboundResponse {
  readonly status: number;
  /** By lower-case name; where a header came twice, the last. */
  readonly headers: Readonly<Record<string, string>>;
  /** To be read to its end, or left by leaving the loop; it holds a connection until then. */
  readonly body: AsyncIterable<Uint8Array>;
}

export type OutboundErrorCode =
  /** Not an address that is asked, or one that the guard does not allow. */
  | 'refused'
  /** The answer is packed, which was not asked for. */
  | 'packed'
  /** No address was found for the name. */
  | 'unknown_host'
  /** Nobody listens there. Only of addresses that the guard allows. */
  | 'connection_refused'
  /** It cannot be reached for another reason, or is not whom it should be, or broke off. */
  | 'unreachable'
  | 'too_many_redirects'
  | 'too_large'
  | 'timeout'
  /** Our own abort. */
  | 'aborted';

/** `message` is for logs: it may tell what a name resolves to inside. Users are told no more than the code says. */
export class OutboundError extends Error {
  readonly code: OutboundErrorCode;

  constructor(code: OutboundErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'OutboundError';
    this.code = code;
  }
}
