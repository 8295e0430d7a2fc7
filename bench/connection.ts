import { connect, type Socket } from 'node:net';

import { responseParser, type ResponseHandler, type ResponseParser } from './response-parser.ts';

export interface Connection {
  /** Sends the whole request text; the one before must have ended. */
  send(request: string, handler: ResponseHandler): void;
  close(): void;
}

/**
 * A keep-alive HTTP/1.1 client over a bare socket. It does only what the benchmark needs, so that measuring takes as
 * little as possible of the cores that are measured. Where the server closes after a response, the next request opens
 * a new socket.
 */
export function openConnection(port: number): Connection {
  let socket: Socket | undefined;
  let parser: ResponseParser | undefined;

  function open(): Socket {
    const opened = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(32_768),
        callback(length, buffer) {
          // The buffer's type allows any view; the one given above comes back.
          parser?.take((buffer as Buffer).toString('latin1', 0, length));
          return true;
        },
      },
    });
    const gone = (reason: string): void => {
      if (socket !== opened) return;
      socket = undefined;
      parser?.closed(reason);
    };
    opened.on('error', (error) => gone(error.message));
    opened.on('end', () => gone('the connection was closed'));
    opened.on('close', () => gone('the connection was closed'));
    return opened;
  }

  return {
    send(request, handler) {
      parser = responseParser({
        ...handler,
        end() {
          parser = undefined;
          handler.end();
        },
        fail(reason) {
          parser = undefined;
          handler.fail(reason);
        },
      });
      socket ??= open();
      socket.write(request, 'latin1');
    },
    close() {
      parser = undefined;
      socket?.destroy();
      socket = undefined;
    },
  };
}
