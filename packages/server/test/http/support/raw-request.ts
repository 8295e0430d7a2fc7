import { once } from 'node:events';
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/**
 * Sends bytes as they are, which no HTTP client would, and reads until the server closes the connection. `chunks`
 * may go on for ever: sending stops when the server has answered.
 */
export async function rawRequest(port: number, chunks: Iterable<string | Buffer>): Promise<RawAnswer> {
  const socket = connect(port, '127.0.0.1');
  const received: Buffer[] = [];
  let answered = false;
  socket.on('data', (chunk) => {
    answered = true;
    received.push(chunk);
  });
  // A refused sender may find its connection reset; what it received before that counts.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  // Not `once`: it rejects on the errors that are expected here.
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const drained = () => new Promise<void>((resolve) => socket.once('drain', () => resolve()));
  for (const chunk of chunks) {
    if (answered || socket.destroyed) break;
    if (!socket.write(chunk)) await Promise.race([drained(), closed]);
  }
  await closed;
  const text = Buffer.concat(received).toString('latin1');
  const [headers = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(headers)?.[1] ?? 0), headers, body };
}
