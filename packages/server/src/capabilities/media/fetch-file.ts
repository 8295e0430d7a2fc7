import { createHash } from 'node:crypto';
import { MediaError, type MediaReference } from '../../ports/media.ts';
import { OutboundError, type Outbound } from '../../ports/outbound.ts';

const TIME_LIMIT_MS = 20_000;
const MAX_REDIRECTS = 3;

/** The same reference of the same owner is the same file, so that it is fetched once. */
export function fetchedId(owner: string, { id, url }: MediaReference): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([owner, id, url]))
    .digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The last part of the path, as a name. */
export function nameIn(url: string): string | null {
  return URL.parse(url)?.pathname.split('/').at(-1) ?? null;
}

/**
 * Fetches what a user names through the guard. Whether an address was refused, or does not answer, is not told: the one
 * who asks could otherwise look around inside. Source: FAULTS.md S06.
 */
export async function* fetchFile(
  outbound: Outbound,
  url: string,
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const request = { url, maxRedirects: MAX_REDIRECTS, maxBytes, timeLimitMs: TIME_LIMIT_MS };
    const response = await outbound.send(request, signal);
    if (response.status !== 200) throw unreachable();
    yield* response.body;
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    if (error.code === 'too_large') {
      throw new MediaError('too_large', 'The file at this address is too large.', { cause: error });
    }
    throw unreachable(error);
  }
}

function unreachable(cause?: unknown): MediaError {
  return new MediaError('unreachable', 'Nothing could be fetched from this address.', { cause });
}
