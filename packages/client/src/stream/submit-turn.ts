import { ClientError } from '../errors.ts';
import type { JsonRecord } from '../json.ts';
import { CONNECTING, type Connection } from './connection.ts';
import type { OpenResponse } from './follow-turn.ts';
import { createPatience } from './patience.ts';
import type { StreamSettings } from './settings.ts';

export interface SubmitTurn {
  readonly key: string;
  readonly path: string;
  readonly body: JsonRecord;
  readonly onConnection: (connection: Connection) => void;
  /** Gives up waiting for the acceptance. The server may have it nevertheless: the key finds out. */
  readonly signal: AbortSignal;
}

/** What the server said when it had stored the message; its answer goes on in `open`. */
export interface Accepted {
  readonly turn: string;
  readonly conversation: string | null;
  readonly open: OpenResponse;
}

/**
 * Sends a message until the server has it: every attempt carries the same key, so that they make one turn together.
 * Rejects with `ClientError` where the server refuses it or patience ends.
 */
export async function submitTurn(settings: StreamSettings, options: SubmitTurn): Promise<Accepted> {
  const { key, path, body, onConnection, signal } = options;
  const patience = createPatience(settings, onConnection, signal);
  for (;;) {
    onConnection(CONNECTING);
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    signal.addEventListener('abort', abort);
    try {
      const headers = { 'Idempotency-Key': key };
      const response = await settings.api.open({ path, body, headers, signal: stop.signal });
      const turn = response.header('x-turn-id');
      if (turn === null) throw new ClientError('protocol', 'The server did not say which turn it has begun.');
      return { turn, conversation: response.header('x-conversation-id'), open: { response, abort } };
    } catch (error) {
      await patience.waitAfter(error);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
