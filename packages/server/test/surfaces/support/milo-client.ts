import { openStreamClient, type StreamClient } from '../../support/stream-client.ts';

export interface MiloSession {
  readonly session_id: string;
  readonly current_step: number;
  readonly student_interests: readonly string[];
  readonly career_paths: readonly string[];
  readonly message_count: number;
  readonly created_at: string;
  readonly last_updated: string;
}

export interface MiloHistory {
  readonly messages: readonly {
    readonly role: string;
    readonly content: string;
    readonly status: string;
    readonly timestamp: string;
  }[];
  readonly session_info: MiloSession;
  readonly active_turns: readonly string[];
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What the JSON of the body holds; null for an empty one. */
  readonly body: unknown;
}

/** Milo as its document describes it, at the root or under its mount. */
export interface MiloClient {
  /** Opens the stream of an answer. */
  ask(message: string, session?: string, headers?: Readonly<Record<string, string>>): Promise<StreamClient>;
  /** Asks and reads to the end; the text of the answer. */
  say(message: string, session?: string): Promise<string>;
  session(id: string): Promise<MiloSession>;
  history(id: string): Promise<MiloHistory>;
  sessions(): Promise<Readonly<Record<string, MiloSession>>>;
  clear(id: string): Promise<Answered>;
  post(body: string | object, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answered>;
}

export function miloClient(base: string, own: Readonly<Record<string, string>> = {}): MiloClient {
  const call = async (method: string, path: string, body?: string | object, headers = {}): Promise<Answered> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: { ...own, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
  };
  // The answers' shapes are what the tests look at.
  const read = async <Shape>(path: string): Promise<Shape> => (await call('GET', path)).body as Shape;
  const named = (id: string): string => encodeURIComponent(id);
  const ask: MiloClient['ask'] = (message, session, headers = {}) =>
    openStreamClient(base, {
      path: '/chat/stream',
      body: { message, ...(session === undefined ? {} : { session_id: session }) },
      headers: { ...own, ...headers },
    });
  return {
    ask,
    say: async (message, session) => {
      const stream = await ask(message, session);
      await stream.ended;
      return textOf(stream);
    },
    session: (id) => read(`/chat/session/${named(id)}`),
    history: (id) => read(`/chat/history/${named(id)}`),
    sessions: async () => (await read<{ sessions: Readonly<Record<string, MiloSession>> }>('/chat/sessions')).sessions,
    clear: (id) => call('DELETE', `/chat/session/${named(id)}`),
    post: (body, headers) => call('POST', '/chat/stream', body, headers),
    get: (path, headers) => call('GET', path, undefined, headers),
  };
}

/** The frames of a stream, parsed. */
export function framesOf(stream: Pick<StreamClient, 'events'>): readonly Readonly<Record<string, unknown>>[] {
  return stream.events.map(({ data }) => JSON.parse(data) as Readonly<Record<string, unknown>>);
}

export function textOf(stream: Pick<StreamClient, 'events'>): string {
  return framesOf(stream)
    .map(({ content }) => (typeof content === 'string' ? content : ''))
    .join('');
}
