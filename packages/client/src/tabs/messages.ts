import type { TurnEvent } from '@parlance/wire';
import { ClientError, isFailureKind } from '../errors.ts';
import { isRecord, isTurnEvent, numberIn, textIn } from '../json.ts';
import { type Connection, CONNECTING, OPEN } from '../stream/connection.ts';

/** What the tabs that follow one turn tell each other. */
export type TabMessage =
  /** A tab that joins, or that misses something, asks for what comes after the event `after`. */
  | { readonly kind: 'need'; readonly from: string; readonly after: number }
  | { readonly kind: 'events'; readonly events: readonly TurnEvent[] }
  /** To the tab `to`: the one that is connected began later, and cannot help. */
  | { readonly kind: 'lacking'; readonly to: string }
  /** How the connected tab is connected; sent again while it lives. */
  | { readonly kind: 'connection'; readonly connection: Connection };

/** As data that can be cloned: an error loses its fields on the way. */
export function toTabData(message: TabMessage): unknown {
  if (message.kind !== 'connection' || message.connection.state !== 'waiting') return message;
  const { cause, ...connection } = message.connection;
  const { kind, message: text, status, code, retryAfterMs } = cause;
  return { kind: 'connection', connection: { ...connection, cause: { kind, text, status, code, retryAfterMs } } };
}

/** Reads what `toTabData` made; null for anything else, such as the message of a newer version in another tab. */
export function fromTabData(data: unknown): TabMessage | null {
  switch (textIn(data, 'kind')) {
    case 'need': {
      const from = textIn(data, 'from');
      const after = numberIn(data, 'after');
      return from === undefined || after === undefined ? null : { kind: 'need', from, after };
    }
    case 'events': {
      const events: unknown = isRecord(data) ? data['events'] : null;
      return Array.isArray(events) ? { kind: 'events', events: events.filter(isTurnEvent) } : null;
    }
    case 'lacking': {
      const to = textIn(data, 'to');
      return to === undefined ? null : { kind: 'lacking', to };
    }
    case 'connection':
      return isRecord(data) ? { kind: 'connection', connection: toConnection(data['connection']) } : null;
    default:
      return null;
  }
}

function toConnection(data: unknown): Connection {
  const state = textIn(data, 'state');
  if (state === 'open') return OPEN;
  if (state !== 'waiting' || !isRecord(data)) return CONNECTING;
  const { cause } = data;
  const kind = textIn(cause, 'kind');
  const error = new ClientError(isFailureKind(kind) ? kind : 'network', textIn(cause, 'text') ?? '', {
    status: numberIn(cause, 'status'),
    code: textIn(cause, 'code'),
    retryAfterMs: numberIn(cause, 'retryAfterMs'),
  });
  return { state, retryAt: numberIn(data, 'retryAt') ?? 0, cause: error, isOffline: data['isOffline'] === true };
}
