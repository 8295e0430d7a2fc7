import { openStreamClient, type StreamClient } from '../../support/stream-client.ts';

export interface StaffAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body; null for an empty one. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface StaffHistory {
  readonly messages: readonly {
    readonly id: string;
    readonly message_type: string;
    readonly content: string;
    readonly created_at: string;
    readonly status: string;
  }[];
  readonly total: number;
  readonly staff_id: string;
  readonly active_turns: readonly string[];
}

/** The staff as its document describes it, at the root or under its mount. */
export interface StaffClient {
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<StaffAnswer>;
  /** Opens the stream of an answer. */
  ask(staffId: string, content: string, headers?: Readonly<Record<string, string>>): Promise<StreamClient>;
  /** Saves a message by the asynchronous twin. */
  send(staffId: string, content: string, headers?: Readonly<Record<string, string>>): Promise<StaffAnswer>;
  history(staffId: string, query?: string): Promise<StaffHistory>;
  /** Resolves once no answer of the conversation is under way, with its history. */
  settled(staffId: string): Promise<StaffHistory>;
}

export function staffClient(base: string, own: Readonly<Record<string, string>> = {}): StaffClient {
  const path = (staffId: string, rest = ''): string => `/api/v1/staff/${encodeURIComponent(staffId)}/messages${rest}`;
  const call: StaffClient['call'] = async (method, address, body, headers = {}) => {
    const response = await fetch(`${base}${address}`, {
      method,
      headers: { ...own, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  const ask: StaffClient['ask'] = (staffId, content, headers = {}) =>
    openStreamClient(base, { path: path(staffId, '/stream'), body: { content }, headers: { ...own, ...headers } });
  const history: StaffClient['history'] = async (staffId, query = '') => {
    const { body } = await call('GET', `${path(staffId)}${query}`);
    // The shape is what the tests look at.
    return body as unknown as StaffHistory;
  };
  return {
    call,
    ask,
    send: (staffId, content, headers) => call('POST', path(staffId), { content }, headers),
    history,
    settled: async (staffId) => {
      for (;;) {
        const now = await history(staffId);
        const [turn] = now.active_turns;
        if (turn === undefined) return now;
        // The stream of the answer under way ends with it.
        const rest = { path: path(staffId, '/stream'), body: {}, headers: { ...own, 'last-event-id': turn } };
        await (
          await openStreamClient(base, rest)
        ).ended;
      }
    },
  };
}

/** The frames of a stream, parsed. */
export function framesOf(stream: Pick<StreamClient, 'events'>): readonly Readonly<Record<string, unknown>>[] {
  return stream.events.map(({ data }) => JSON.parse(data) as Readonly<Record<string, unknown>>);
}
