import { createServer as createPlain, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createSecure } from 'node:tls';
import { Watch } from './fake-provider/watch.ts';

/** One request as it came over a connection. */
export interface RawRequest {
  /** 0, 1, 2 … over all connections. */
  readonly index: number;
  /** Head and body as Latin-1. */
  readonly text: string;
  readonly socket: Socket;
}

/** A server that answers requests of HTTP with whatever bytes a test likes. */
export interface RawServer extends AsyncDisposable {
  readonly port: number;
  readonly requests: readonly RawRequest[];
  readonly connectionsSoFar: () => number;
  /** Everything that was received, requests or not. */
  readonly received: () => string;
  /** Resolves when so many connections are open. */
  readonly connectionsAre: (count: number) => Promise<void>;
  readonly connections: ReadonlySet<Socket>;
  /** Looks again after every request, connection and `changed()`. */
  readonly watch: Watch;
}

export interface RawServerOptions {
  readonly answer: (request: RawRequest) => void;
  readonly onConnection?: (socket: Socket) => void;
  /** PEM; makes it a server of TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly host?: string;
}

/** Starts a server on the loopback address. */
export async function startRawServer(options: RawServerOptions): Promise<RawServer> {
  const { answer, onConnection = () => undefined, tls, host = '127.0.0.1' } = options;
  const requests: RawRequest[] = [];
  const connections = new Set<Socket>();
  const watch = new Watch();
  let connectionsSoFar = 0;
  let received = '';

  const serve = (socket: Socket): void => {
    let pending = '';
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      received += text;
      pending += text;
      for (let end = requestEnd(pending); end > 0; end = requestEnd(pending)) {
        const request = { index: requests.length, text: pending.slice(0, end), socket };
        pending = pending.slice(end);
        requests.push(request);
        answer(request);
      }
      watch.changed();
    });
    onConnection(socket);
  };
  const track = (socket: Socket): void => {
    connections.add(socket);
    connectionsSoFar += 1;
    // Connections are broken on purpose here; an 'error' that nobody hears would end the process.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      connections.delete(socket);
      watch.changed();
    });
    watch.changed();
  };
  const server: Server = tls === undefined ? createPlain(serve) : createSecure({ ...tls, ALPNProtocols: ['http/1.1'] });
  server.on('connection', track);
  if (tls !== undefined) {
    server.on('secureConnection', (socket: Socket) => {
      socket.on('error', () => undefined);
      serve(socket);
    });
    server.on('tlsClientError', () => undefined);
  }
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  // A TCP server's address is an object; only pipes have strings.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    requests,
    connections,
    watch,
    connectionsSoFar: () => connectionsSoFar,
    received: () => received,
    connectionsAre: async (count) => {
      await watch.until(() => (connections.size === count ? true : undefined));
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of connections) socket.destroy();
      }),
  };
}

/** Where the first request of this text ends; 0 where it has not ended. */
function requestEnd(text: string): number {
  const blank = text.indexOf('\r\n\r\n');
  if (blank < 0) return 0;
  const length = Number(/^content-length: (\d+)\r$/im.exec(text.slice(0, blank + 2))?.[1] ?? 0);
  return text.length >= blank + 4 + length ? blank + 4 + length : 0;
}
