import type { IncomingMessage } from 'node:http';
import { OutboundError } from '../../ports/outbound.ts';
import type { TimeLimit } from './time-limit.ts';

/** The bytes of an answer, as long as they are not too many; the connection is closed however the reading ends. */
export async function* limitedBody(
  response: IncomingMessage,
  maxBytes: number,
  limit: TimeLimit,
): AsyncGenerator<Uint8Array, void, undefined> {
  let left = maxBytes;
  const { 'content-encoding': encoding = 'identity' } = response.headers;
  try {
    if (encoding !== 'identity') throw new OutboundError('packed', `The answer is packed as ${encoding}.`);
    if (Number(response.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
    const chunks: AsyncIterable<unknown> = response;
    for await (const bytes of chunks) {
      if (!(bytes instanceof Uint8Array)) throw new TypeError('A response without an encoding gives bytes.');
      left -= bytes.length;
      if (left < 0) throw tooLarge(maxBytes);
      yield bytes;
    }
    if (!response.complete) throw new OutboundError('unreachable', 'The answer broke off.');
  } catch (error) {
    throw limit.explain(error);
  } finally {
    limit.end();
    response.destroy();
  }
}

function tooLarge(maxBytes: number): OutboundError {
  return new OutboundError('too_large', `The answer has more than ${maxBytes} bytes.`);
}
