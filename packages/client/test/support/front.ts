import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** An address that stays the same while servers behind it come and go. */
export interface Front extends AsyncDisposable {
  readonly url: string;
  /** Connections to come go there; null: they are refused. */
  lead(target: string | null): void;
  /** Cuts every open connection. */
  cut(): void;
}

export async function startFront(): Promise<Front> {
  const clients = new Set<Socket>();
  let port: number | null = null;
  const server = createServer((client) => {
    client.on('error', () => undefined);
    if (port === null) {
      client.destroy();
      return;
    }
    clients.add(client);
    const upstream = connect(port, '127.0.0.1').on('error', () => undefined);
    client.once('close', () => {
      clients.delete(client);
      upstream.destroy();
    });
    upstream.once('close', () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const client of clients) client.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (target) => {
      port = target === null ? null : Number(new URL(target).port);
    },
    cut,
    [Symbol.asyncDispose]: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
