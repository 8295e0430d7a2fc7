import { parseCursor } from '@parlance/wire';
import { createApi, withoutUndefined, type Api, type TokenSource } from './api.ts';
import { createConversations, pathOf, type Conversations } from './conversations.ts';
import { afterTimeout, browserConnectivity, randomKey, type Environment } from './environment.ts';
import { toAssistant, toTurn } from './resources/parse.ts';
import { listIn } from './resources/read.ts';
import type { Assistant, OpenTurn, Turn } from './resources/types.ts';
import { baseOf } from './setup.ts';
import { defaultStorage, type ClientStorage } from './storage.ts';
import type { BackoffOptions } from './stream/backoff.ts';
import { cancelTurn } from './stream/cancel-turn.ts';
import { followTurn } from './stream/follow-turn.ts';
import { createPendingSends, type PendingSend, type PendingSends } from './stream/pending-sends.ts';
import type { StreamSettings } from './stream/settings.ts';
import { TurnStream, type StreamStart } from './stream/turn-stream.ts';
import { createTabCore, type TabCore, type TurnElsewhere } from './tabs/tab-core.ts';
import { browserTabTools, type TabTools } from './tabs/tab-tools.ts';
import { defaultTransport } from './transport/default-transport.ts';

export interface ClientOptions {
  /** The server's address, such as `http://localhost:8000`. Default: where the page came from. */
  readonly url?: string;
  /** A bearer token, or a function that finds one; the function is asked again, once, after a 401. */
  readonly token?: TokenSource;
  /**
   * Who the token stands for, where several people use one browser: unfinished sends of each are kept apart, so that
   * nobody sends another's message. Any text that tells them from each other.
   */
  readonly user?: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Keeps unfinished sends over reloads and restarts. Default: `localStorage` in pages, memory elsewhere. */
  readonly storage?: ClientStorage;
  /** Milliseconds of silence after which a connection counts as dead. Default 45,000: three heartbeats. */
  readonly silenceLimitMs?: number;
  /** Milliseconds until the headers of an answer, and again until the end of one that is no stream. Default 30,000. */
  readonly answerLimitMs?: number;
  /** Milliseconds of waiting in a row after which a send or a stream gives up. Default 600,000. */
  readonly patienceMs?: number;
  readonly backoff?: BackoffOptions;
  /**
   * Share streams between the tabs of a browser: one connection for each turn, and no more than four at once, so that
   * requests of any number of tabs get through. Default: on where the browser can. `places` is for servers behind
   * HTTP/2, which have no need to be so few.
   */
  readonly tabs?: { readonly places?: number; readonly tools?: TabTools } | false;
  /** Parts of the surroundings to replace: the transport, time, chance. */
  readonly environment?: Partial<Environment>;
}

export interface SendOptions {
  /** The message that this one follows: its parent's id begins a branch there, null one at the top. Default: the newest. */
  readonly parent?: string | null;
  readonly media?: readonly { readonly id: string; readonly url?: string }[];
  readonly model?: string;
  readonly maxTokens?: number;
  /** What to do while another turn of the conversation runs. Default `enqueue`. */
  readonly whenBusy?: 'enqueue' | 'reject' | 'interrupt';
  /** An idempotency key of your own, 1–255 printable ASCII characters. Default: a new one. */
  readonly key?: string;
}

/** One server, as this page or process sees it. */
export interface Client {
  readonly conversations: Conversations;
  assistants(): Promise<readonly Assistant[]>;
  /** Sends a message and follows its answer. It begins at once, and is continued after a reload by `resume`. */
  send(conversation: string, message: string, options?: SendOptions): TurnStream;
  /** Sends a message to a staff member through the staff's own address. */
  sendToStaff(staffId: string, content: string, options?: Pick<SendOptions, 'key'>): TurnStream;
  /**
   * Follows a turn. One of a snapshot goes on with the snapshot's text behind its cursor; by its id it begins at its
   * start. `after` says otherwise: the number of the last event that is not wanted again, −1 for all of them.
   */
  follow(turn: string | OpenTurn, options?: { readonly after?: number }): TurnStream;
  /** The address that `sendToStaff` sends to, as pending sends name it. */
  staffPath(staffId: string): string;
  /** A new idempotency key, for sends that are to be repeated. */
  newKey(): string;
  readTurn(turn: string): Promise<Turn>;
  /** Stops a turn: see `TurnStream.cancel`. */
  cancel(turn: string, signal?: AbortSignal): Promise<'stored' | 'ended'>;
  /** Sends that were not ended by this page, or by one before it; the oldest first. */
  pending(): Promise<readonly PendingSend[]>;
  /** Goes on with such a send: where it has not reached the server, it does now; then its answer is followed. */
  resume(send: PendingSend): TurnStream;
  /** Calls `listener` for each message that another tab of this browser has sent. */
  onTurnElsewhere(listener: (turn: TurnElsewhere) => void): () => void;
  /** For requests that have no method here. */
  readonly api: Api;
}

/** Throws `ClientError` of kind `setup` where `url` is no address. */
export function createClient(options: ClientOptions = {}): Client {
  const environment = environmentOf(options.environment);
  const { storage = defaultStorage(), backoff = {} } = options;
  const { silenceLimitMs = 45_000, patienceMs = 600_000, answerLimitMs = 30_000 } = options;
  const base = baseOf(options.url);
  const api = createApi({ base, token: options.token, headers: options.headers ?? {}, answerLimitMs, environment });
  // Encoded, so that no user's keys begin like another's.
  const scope = `${base}:${encodeURIComponent(options.user ?? '')}`;
  const settings = { api, environment, backoff, silenceLimitMs, patienceMs };
  const sends = createPendingSends(storage, scope, () => environment.now());
  const core = coreOf(settings, sends, scope, options.tabs ?? {});
  const start = (path: string, body: PendingSend['body'], conversation: string | null, key?: string): TurnStream => {
    const place = { turn: null, checkpoint: -1, isCancelled: false };
    const createdAt = environment.now();
    const send = { key: key ?? environment.newKey(), path, body, conversation, createdAt, ...place };
    return new TurnStream(core, { kind: 'send', send });
  };
  return {
    api,
    conversations: createConversations(api),
    assistants: async () => listIn(await api.json({ path: '/api/v1/assistants' }), 'assistants', toAssistant),
    send: (conversation, message, { key, ...rest } = {}) =>
      start(`${pathOf(conversation)}/turns`, bodyOf(message, rest), conversation, key),
    sendToStaff: (staffId, content, { key } = {}) => start(staffPath(staffId), { content }, null, key),
    staffPath,
    newKey: () => environment.newKey(),
    follow: (turn, from = {}) => new TurnStream(core, startOf(turn, from.after)),
    readTurn: async (turn) => toTurn(await api.json({ path: `/api/v1/turns/${encodeURIComponent(turn)}` })),
    cancel: (turn, signal = new AbortController().signal) => cancelTurn(settings, turn, signal),
    pending: () => sends.list(),
    onTurnElsewhere: (listener) => core.onTurnElsewhere(listener),
    resume: (send) => new TurnStream(core, { kind: 'send', send }),
  };
}

function coreOf(
  settings: StreamSettings,
  sends: PendingSends,
  scope: string,
  tabs: NonNullable<ClientOptions['tabs']>,
): TabCore {
  const tools = tabs === false ? null : (tabs.tools ?? browserTabTools());
  if (tabs !== false && tools !== null)
    return createTabCore({ settings, sends, tools, scope, places: tabs.places ?? 4 });
  return {
    settings,
    sends,
    keepsFirst: true,
    follow: (follow) => followTurn(settings, follow),
    onTurnElsewhere: () => () => undefined,
  };
}

function staffPath(staffId: string): string {
  return `/api/v1/staff/${encodeURIComponent(staffId)}/messages/stream`;
}

function bodyOf(message: string, options: Omit<SendOptions, 'key'>): PendingSend['body'] {
  const { parent, media, model, maxTokens, whenBusy } = options;
  return withoutUndefined({ message, parent, media, model, max_tokens: maxTokens, when_busy: whenBusy });
}

function startOf(turn: string | OpenTurn, after: number | undefined): StreamStart {
  if (typeof turn === 'string') return { kind: 'follow', turn, after: after ?? -1, known: {} };
  const { id, conversation, userMessage, assistantMessage, correlationId, model } = turn;
  const cursor = parseCursor(turn.cursor)?.seq ?? -1;
  // The text belongs to the cursor: from any other place it is not what the events would make.
  const text = after === undefined || after === cursor ? { text: turn.text } : {};
  const known = { conversation, userMessage, assistantMessage, correlationId, model, ...text };
  return { kind: 'follow', turn: id, after: after ?? cursor, known };
}

function environmentOf(given: Partial<Environment> = {}): Environment {
  return {
    transport: given.transport ?? defaultTransport(),
    now: given.now ?? (() => Date.now()),
    random: given.random ?? (() => Math.random()),
    newKey: given.newKey ?? randomKey,
    after: given.after ?? afterTimeout,
    connectivity: given.connectivity ?? browserConnectivity(),
  };
}
