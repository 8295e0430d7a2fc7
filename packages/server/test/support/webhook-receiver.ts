import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedMessage {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver does with a message; `hang` never answers. */
export type Reaction = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'hang';

/** Somebody's server that webhooks are sent to. */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  /** `127.0.0.1:<port>`, as OUTBOUND_ALLOW wants it. */
  readonly host: string;
  readonly messages: readonly ReceivedMessage[];
  /** From now on; default 204. */
  reactWith(reaction: (message: ReceivedMessage) => Reaction): void;
  /** Resolves with the message of this number, from 0, as soon as it is there. */
  received(index: number): Promise<ReceivedMessage>;
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const messages: ReceivedMessage[] = [];
  const waiting = new Set<{ readonly index: number; readonly resolve: (message: ReceivedMessage) => void }>();
  let react: (message: ReceivedMessage) => Reaction = () => ({ status: 204 });
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const message = { headers: request.headers, body };
      messages.push(message);
      answer(response, react(message));
      for (const waiter of waiting) {
        if (waiter.index !== messages.length - 1) continue;
        waiting.delete(waiter);
        waiter.resolve(message);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${portOf(server.address())}`;
  return {
    url: `http://${host}/hooks`,
    host,
    messages,
    reactWith: (reaction) => {
      react = reaction;
    },
    received: (index) => {
      const known = messages[index];
      if (known !== undefined) return Promise.resolve(known);
      return new Promise((resolve) => waiting.add({ index, resolve }));
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(response: ServerResponse, reaction: Reaction): void {
  if (reaction !== 'hang') response.writeHead(reaction.status, reaction.headers).end();
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The receiver does not listen on a port.');
  return address.port;
}
