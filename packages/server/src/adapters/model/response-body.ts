import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../ports/clock.ts';

const AFTERMATH_BYTES = 65_536;
const AFTERMATH_MS = 1_000;

/** Says what is wrong with the content of a 200, if anything. A missing content type is no lie, so it is taken. */
export function wrongContent(response: Pick<IncomingMessage, 'headers'>): string | undefined {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') return `a body in ${encoding}, which was not asked for`;
  const type = response.headers['content-type'];
  if (type === undefined || type.trim().toLowerCase().startsWith('text/event-stream')) return undefined;
  return `${type} instead of an event stream`;
}

/** Reads what is left after the answer, so that the connection can be used again; gives up on one that goes on. */
export function giveBack(response: IncomingMessage, clock: Clock): void {
  if (response.readableEnded) return;
  let bytes = 0;
  response.removeAllListeners('data');
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > AFTERMATH_BYTES) response.destroy();
  });
  response.once(
    'close',
    clock.after(AFTERMATH_MS, () => response.destroy()),
  );
  response.resume();
}
