import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { SseParser } from '@parlance/wire';

/** A reader down at the socket, which can stop reading as no HTTP client does. It speaks HTTP/1.0: no chunks. */
export interface RawReader {
  readonly socket: Socket;
  /** Bytes so far, headers included. */
  readonly received: () => number;
  /** What followed the headers so far. */
  readonly body: () => string;
  /** Reads on; resolves with the body once the connection is over. */
  readonly readOut: () => Promise<string>;
}

/** Sends the request; resolves once it is with the kernel. A `stalled` reader reads nothing before it is told to. */
export function openRawReader(
  base: string,
  path: string,
  { stalled = false, headers = {} }: { readonly stalled?: boolean; readonly headers?: Record<string, string> } = {},
): Promise<RawReader> {
  const { hostname, port } = new URL(base);
  const lines = Object.entries({ Host: `${hostname}:${port}`, ...headers }).map(([name, value]) => `${name}: ${value}`);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    let received = 0;
    const closed = new Promise<void>((gone) => socket.once('close', () => gone()));
    const body = (): string => {
      const text = Buffer.concat(chunks).toString('latin1');
      return text.slice(text.indexOf('\r\n\r\n') + 4);
    };
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      chunks.push(chunk);
    });
    if (stalled) socket.pause();
    socket.once('error', reject);
    socket.once('connect', () => {
      // A reset is an end like any other from here on.
      socket.on('error', () => undefined);
      socket.write([`GET ${path} HTTP/1.0`, ...lines, '', ''].join('\r\n'), () =>
        resolve({
          socket,
          received: () => received,
          body,
          readOut: async () => {
            socket.resume();
            await closed;
            return body();
          },
        }),
      );
    });
  });
}

/** What a client keeps of a stream that was cut: its whole frames, and the id that it sends to go on. */
export function wholeFrames(body: string): { readonly frames: string; readonly lastId: string } {
  const end = body.lastIndexOf('\n\n');
  const frames = end < 0 ? '' : body.slice(0, end + 2);
  let lastId = /^id: (.*)$/m.exec(frames)?.[1] ?? '';
  const parser = new SseParser({
    onEvent: ({ id }) => {
      lastId = id;
    },
    maxEventLength: 64 * 1_048_576,
  });
  parser.push(frames);
  return { frames, lastId };
}

/** The stream without its opening and its heartbeats, which alone may differ between two readers of a turn. */
export function framesOnly(body: string): string {
  return body.replace(/^retry: \d+\nid: .*\n\n/, '').replaceAll(/^:.*\n\n/gm, '');
}

export function digest(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
