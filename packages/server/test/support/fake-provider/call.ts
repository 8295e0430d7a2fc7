import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Script } from './script.ts';
import type { Wire } from './wire.ts';

/** What is known of one request for an answer. */
export interface ProviderCall {
  /** 0, 1, 2 … in order of arrival. */
  readonly index: number;
  readonly wire: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
  readonly correlationId: string | undefined;
  readonly lastUserText: string;
  /** Bytes of body given to the socket so far. */
  readonly written: number;
  /** `client` where the client closed the connection before the script had ended it. */
  readonly closedBy: 'client' | 'provider' | undefined;
  /** `performance.now()` of that moment. */
  readonly closedAt: number | undefined;
}

export type MutableCall = { -readonly [K in keyof ProviderCall]: ProviderCall[K] };

export type Responder = (call: ProviderCall) => Script;

export function beginCall(index: number, wire: Wire, request: IncomingMessage, body: unknown): MutableCall {
  return {
    index,
    wire: wire.name,
    headers: request.headers,
    body,
    correlationId: request.headersDistinct['x-correlation-id']?.[0],
    lastUserText: wire.lastUserText(body),
    written: 0,
    closedBy: undefined,
    closedAt: undefined,
  };
}
