import { fetchTransport } from './fetch-transport.ts';
import type { Transport } from './transport.ts';
import { xhrTransport } from './xhr-transport.ts';

/** `XMLHttpRequest` in React Native, `fetch` everywhere else. */
export function defaultTransport(): Transport {
  const isReactNative = typeof navigator === 'object' && navigator.product === 'ReactNative';
  return isReactNative ? xhrTransport() : fetchTransport();
}
