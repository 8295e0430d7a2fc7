import type { Transport, TransportResponse } from './transport.ts';

/** The part of `XMLHttpRequest` that is used. */
export type XhrConstructor = new () => XMLHttpRequest;

const HEADERS_RECEIVED = 2;

/**
 * Over `XMLHttpRequest`, which in React Native is the only thing that hands over a body while it comes: `fetch` there
 * waits for its end.
 */
export function xhrTransport(Constructor: XhrConstructor = globalThis.XMLHttpRequest): Transport {
  return ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const request = new Constructor();
      const incoming = new IncomingText();
      let isAnswered = false;
      const fail = (): void => {
        const error = new TypeError('The connection failed.');
        reject(error);
        incoming.end(error);
      };
      const take = (): void => {
        if (!isAnswered && request.readyState >= HEADERS_RECEIVED && request.status > 0) {
          isAnswered = true;
          resolve(answerOf(request, incoming));
        }
        if (isAnswered) incoming.grow(request.responseText);
      };
      request.open(method, url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.onreadystatechange = take;
      request.onprogress = take;
      request.onload = () => {
        take();
        incoming.end(null);
      };
      request.onerror = fail;
      request.ontimeout = fail;
      request.onabort = fail;
      if (signal.aborted) {
        fail();
        return;
      }
      const leave = (): void => {
        request.abort();
        // One that has all its bytes, and has not said so yet, falls silent when it is aborted.
        fail();
      };
      signal.addEventListener('abort', leave, { once: true });
      request.send(body ?? null);
    });
}

function answerOf(request: XMLHttpRequest, incoming: IncomingText): TransportResponse {
  return {
    status: request.status,
    header: (name) => request.getResponseHeader(name),
    text: async () => {
      let text = '';
      await incoming.read((piece) => {
        text += piece;
      });
      return text;
    },
    read: (onText) => incoming.read(onText),
  };
}

/** A text that grows at its end, handed to one reader. */
class IncomingText {
  #text = '';
  #taken = 0;
  #failure: Error | null = null;
  #isOver = false;
  #wake: () => void = () => undefined;

  grow(text: string): void {
    this.#text = text;
    this.#wake();
  }

  end(failure: Error | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    this.#wake();
  }

  async read(onText: (text: string) => void): Promise<void> {
    for (;;) {
      if (this.#text.length > this.#taken) {
        const piece = this.#text.slice(this.#taken);
        this.#taken = this.#text.length;
        onText(piece);
      } else if (this.#isOver) {
        if (this.#failure !== null) throw this.#failure;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
