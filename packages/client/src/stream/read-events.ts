import { SseParser, SseTooLong, type SseEvent } from '@parlance/wire';
import type { Environment } from '../environment.ts';
import { ClientError, toClientError } from '../errors.ts';
import type { TransportResponse } from '../transport/transport.ts';

/** A terminal holds the whole text again, however long it is. */
const LONGEST_EVENT = 64 * 1_048_576;

export interface ReadEvents {
  readonly environment: Pick<Environment, 'after'>;
  readonly response: TransportResponse;
  /** Milliseconds of silence after which the connection counts as dead; heartbeats are no silence. */
  readonly silenceLimitMs: number;
  readonly onEvent: (event: SseEvent) => void;
  /** Called whenever anything came, a heartbeat too. */
  readonly onSign?: () => void;
  /** Ends the connection; called where it has been silent for too long. */
  readonly abort: () => void;
}

/** Reads a stream to its end. Rejects with `ClientError` of kind `network` where it is cut or falls silent. */
export async function readEvents(options: ReadEvents): Promise<void> {
  const { environment, response, silenceLimitMs, onEvent, onSign, abort } = options;
  const parser = new SseParser({ onEvent, maxEventLength: LONGEST_EVENT });
  let isSilent = false;
  const watch = (): (() => void) =>
    environment.after(silenceLimitMs, () => {
      isSilent = true;
      abort();
    });
  let stopWatching = watch();
  try {
    await response.read((text) => {
      stopWatching();
      stopWatching = watch();
      onSign?.();
      parser.push(text);
    });
  } catch (error) {
    if (isSilent) throw new ClientError('network', 'The server fell silent.', { cause: error });
    if (error instanceof SseTooLong) throw new ClientError('protocol', error.message, { cause: error });
    throw toClientError(error);
  } finally {
    stopWatching();
  }
}
