import type { IncomingMessage } from 'node:http';
import type { CancelTimer, Clock } from '../../ports/clock.ts';

const AFTERMATH_BYTES = 65_536;
const AFTERMATH_MS = 1_000;

/** Says what is wrong with the content of a 200, if anything. A missing content type is no lie, so it is taken. */
export function wrongContent(response: Pick<IncomingMessage, 'headers'>): string | undefined {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity')
    return `a body in ${ENCODINGS.has(encoding) ? encoding : 'an unknown form'}, which was not asked for`;
  const type = response.headers['content-type'];
  if (type === undefined || type.trim().toLowerCase().startsWith('text/event-stream')) return undefined;
  const bare = type.split(';')[0]?.trim().toLowerCase() ?? '';
  return `${TYPES.has(bare) ? bare : 'something else'} instead of an event stream`;
}

/** What is worth telling apart in a log line; another value is not repeated, whatever a provider put there. */
const ENCODINGS: ReadonlySet<string> = new Set(['gzip', 'br', 'deflate', 'zstd', 'compress']);
const TYPES: ReadonlySet<string> = new Set([
  'text/html',
  'text/plain',
  'application/json',
  'application/xml',
  'text/xml',
]);

/** What a body still brings after the answer: read, so that the connection can be used again, unless it goes on. */
export class Aftermath {
  readonly #clock: Clock;
  readonly #giveUp: () => void;
  #bytes = 0;
  #cancel: CancelTimer | undefined;

  constructor(clock: Clock, giveUp: () => void) {
    this.#clock = clock;
    this.#giveUp = giveUp;
  }

  begin(): void {
    this.#cancel = this.#clock.after(AFTERMATH_MS, this.#giveUp);
  }

  take(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= AFTERMATH_BYTES) return;
    this.end();
    this.#giveUp();
  }

  /** The body has ended. */
  end(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
