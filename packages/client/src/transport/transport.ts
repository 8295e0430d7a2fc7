export interface TransportRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  header(name: string): string | null;
  /** The whole body. */
  text(): Promise<string>;
  /** Hands over the body's text piece by piece; resolves at its end, rejects where it was cut. */
  read(onText: (text: string) => void): Promise<void>;
}

/** Sends a request; resolves with its headers, rejects where there is no answer or the signal aborts. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
