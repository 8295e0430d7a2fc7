import type { Clock } from '../../ports/clock.ts';
import { OutboundError, type OutboundErrorCode } from '../../ports/outbound.ts';

/** How long a request may take, and who may end it before. */
export interface TimeLimit {
  /** Aborts when the time is over, and when the caller's signal does. */
  readonly signal: AbortSignal;
  /** Resolves as `work` does; rejects as soon as the signal aborts. */
  race<T>(work: Promise<T>): Promise<T>;
  /** What an error means here, ours or that of a connection. */
  explain(error: unknown): OutboundError;
  end(): void;
}

export function limitTime(clock: Clock, limitMs: number, caller: AbortSignal): TimeLimit {
  const controller = new AbortController();
  const abort = (error: OutboundError): void => {
    end();
    controller.abort(error);
  };
  const onAbort = (): void => abort(new OutboundError('aborted', 'The request was stopped.'));
  const cancelTimer = clock.after(limitMs, () => abort(new OutboundError('timeout', `No end after ${limitMs} ms.`)));
  const end = (): void => {
    cancelTimer();
    caller.removeEventListener('abort', onAbort);
  };
  caller.addEventListener('abort', onAbort, { once: true });
  if (caller.aborted) onAbort();
  const { signal } = controller;
  return {
    signal,
    race: (work) =>
      new Promise((resolve, reject) => {
        const stop = (): void => reject(reasonOf(signal));
        signal.addEventListener('abort', stop, { once: true });
        if (signal.aborted) stop();
        work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
      }),
    explain: (error) => {
      if (error instanceof OutboundError) return error;
      if (signal.aborted) return reasonOf(signal);
      return new OutboundError(codeOf(error), 'The connection failed.', { cause: error });
    },
    end,
  };
}

/** Where several addresses were tried, Node.js gives their errors together, under the code of the first. */
function codeOf(error: unknown): OutboundErrorCode {
  const isRefusal = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
  return isRefusal ? 'connection_refused' : 'unreachable';
}

/** It is only ever aborted with one of ours. */
function reasonOf({ reason }: AbortSignal): OutboundError {
  return reason instanceof OutboundError ? reason : new OutboundError('aborted', 'The request was stopped.');
}
