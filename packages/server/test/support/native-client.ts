import { openStreamClient, type StreamClient } from './stream-client.ts';

/** The few calls of the native API that most tests need. */
export interface NativeClient {
  createConversation(): Promise<string>;
  /** Sends a message and follows its turn. */
  ask(conversation: string, message: string, more?: Readonly<Record<string, unknown>>): Promise<StreamClient>;
  follow(turn: string, query?: string, lastId?: string): Promise<StreamClient>;
  cancel(turn: string): Promise<Answer>;
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export function nativeClient(base: string, headers: Readonly<Record<string, string>> = {}): NativeClient {
  const call: NativeClient['call'] = async (method, path, body, more = {}) => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers, ...more },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  return {
    call,
    createConversation: async () => {
      const { body } = await call('POST', '/conversations', { assistant: 'assistant' });
      return String(body['id']);
    },
    ask: (conversation, message, more = {}) =>
      openStreamClient(base, {
        path: `/api/v1/conversations/${conversation}/turns`,
        body: { message, ...more },
        headers,
      }),
    follow: (turn, query = '', lastId) =>
      openStreamClient(base, {
        path: `/api/v1/turns/${turn}/events${query}`,
        headers: { ...headers, ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) },
      }),
    cancel: (turn) => call('POST', `/turns/${turn}/cancel`),
  };
}

export function turnOf(client: StreamClient): string {
  return String(client.headers['x-turn-id']);
}
