import type { Transport } from './transport/transport.ts';

/** Time, chance and the network, as the client sees them. Tests bring their own; nobody else needs to. */
export interface Environment {
  readonly transport: Transport;
  /** Milliseconds since the epoch. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /** A new idempotency key: unique, and no secret. */
  newKey(): string;
  /** Runs `run` once, `milliseconds` from now; the function that it returns prevents that. */
  after(milliseconds: number, run: () => void): () => void;
  readonly connectivity: Connectivity;
}

/** What the device says about its network. It may be wrong, so it only hurries, and is never waited for alone. */
export interface Connectivity {
  isOnline(): boolean;
  /** Runs `run` each time that trying again at once makes sense: back online, or back in the foreground. */
  onReturn(run: () => void): () => void;
}

const ALWAYS_ONLINE: Connectivity = { isOnline: () => true, onReturn: () => () => undefined };

/** The browser's: `online` events, and pages that come to the foreground after their timers were held back. */
export function browserConnectivity(): Connectivity {
  if (typeof window !== 'object' || typeof window.addEventListener !== 'function') return ALWAYS_ONLINE;
  return {
    isOnline: () => navigator.onLine,
    onReturn: (run) => {
      const shown = (): void => {
        if (document.visibilityState === 'visible') run();
      };
      window.addEventListener('online', run);
      document.addEventListener('visibilitychange', shown);
      return () => {
        window.removeEventListener('online', run);
        document.removeEventListener('visibilitychange', shown);
      };
    },
  };
}

export function afterTimeout(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

/** A random UUID also where `crypto.randomUUID` is not: on plain http, and in React Native without a polyfill. */
export function randomKey(): string {
  const bytes = new Uint8Array(16);
  if (typeof crypto === 'object') crypto.getRandomValues(bytes);
  else for (let index = 0; index < bytes.length; index += 1) bytes[index] = Math.floor(Math.random() * 256);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
