import type { Transport, TransportResponse } from './transport.ts';

/** Over `fetch`: browsers, Node, Deno, Bun, workers. */
export function fetchTransport(fetchFunction: typeof fetch = globalThis.fetch): Transport {
  return async ({ method, url, headers, body, signal }) => {
    const init: RequestInit = { method, headers: { ...headers }, signal, cache: 'no-store' };
    if (body !== undefined) init.body = body;
    // Called without a receiver: browsers refuse fetch as the method of another object.
    return answerOf(await fetchFunction(url, init));
  };
}

function answerOf(response: Response): TransportResponse {
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    text: () => response.text(),
    read: (onText) => readBody(response, onText),
  };
}

async function readBody(response: Response, onText: (text: string) => void): Promise<void> {
  if (response.body === null) {
    onText(await response.text());
    return;
  }
  const reader = response.body.getReader();
  // The parser deals with the byte order mark.
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onText(decoder.decode(value, { stream: true }));
    }
  } finally {
    // A consumer that threw must not leave the connection open.
    await reader.cancel().catch(() => undefined);
  }
}
