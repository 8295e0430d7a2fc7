import { ClientError, createClient, fetchTransport, type Assistant, type Transport } from '@parlance/client';
import { Store } from '../parts/store.ts';

const TOKEN_KEY = 'parlance:token';

/** What is known of the server as a whole. */
export interface ServerState {
  /** False from the first request that nobody answered until one is answered again. */
  readonly isReachable: boolean;
  /** True where the server refused us for want of a valid token. */
  readonly needsToken: boolean;
  readonly hasToken: boolean;
  /** Null until they have been read. */
  readonly assistants: readonly Assistant[] | null;
  /** True where the offline model answers. */
  readonly isOfflineModel: boolean;
  /** Names of the parts of the server that do not work now. */
  readonly degraded: readonly string[];
}

export const server = new Store<ServerState>({
  isReachable: true,
  needsToken: false,
  hasToken: readToken() !== null,
  assistants: null,
  isOfflineModel: false,
  degraded: [],
});

/** The one client of the page. */
export const client = createClient({ token: () => readToken(), environment: { transport: watched(fetchTransport()) } });

/**
 * Notices at once where nobody answers: a stream or a send that is tried again by itself fails for nobody else to see.
 * One that was cut in the middle may have been cut by anything, so the server itself is asked.
 */
function watched(transport: Transport): Transport {
  return async (request) => {
    const { signal } = request;
    try {
      const response = await transport(request);
      return {
        status: response.status,
        header: (name) => response.header(name),
        text: () => response.text(),
        read: (onText) =>
          response.read(onText).catch((error: unknown) => {
            if (!signal.aborted) void isLive();
            throw error;
          }),
      };
    } catch (error) {
      if (!signal.aborted) setReachable(false);
      throw error;
    }
  };
}

function setReachable(isReachable: boolean): void {
  if (server.get().isReachable !== isReachable) server.update((state) => ({ ...state, isReachable }));
}

/** For requests that the client has no method for. */
export function authorization(): Record<string, string> {
  const token = readToken();
  return token === null ? {} : { Authorization: `Bearer ${token}` };
}

function readToken(): string | null {
  try {
    return localStorage.getItem(TOKEN_KEY);
  } catch {
    return null;
  }
}

/** Keeps the token in this browser, or forgets it (null), and tries again what was refused. */
export async function setToken(token: string | null): Promise<void> {
  if (token === null) localStorage.removeItem(TOKEN_KEY);
  else localStorage.setItem(TOKEN_KEY, token);
  server.update((state) => ({ ...state, hasToken: token !== null, needsToken: false, assistants: null }));
  await readServer();
}

/** Reads who can be talked to, and how the server is. Failures are told in the state. */
async function readServer(): Promise<void> {
  try {
    const [assistants, health] = await Promise.all([client.assistants(), client.api.json({ path: '/health' })]);
    server.update((state) => ({ ...state, assistants, isReachable: true, needsToken: false, ...readHealth(health) }));
  } catch (error) {
    noteFailure(error);
  }
}

/** Says what a failed request tells of the server. Every failed request of the page passes here. */
export function noteFailure(error: unknown): void {
  if (!(error instanceof ClientError)) return;
  if (error.kind === 'unauthenticated') server.update((state) => ({ ...state, isReachable: true, needsToken: true }));
  if (error.kind === 'network') setReachable(false);
}

function readHealth(health: unknown): Pick<ServerState, 'isOfflineModel' | 'degraded'> {
  if (typeof health !== 'object' || health === null) return { isOfflineModel: false, degraded: [] };
  const fields: Readonly<Record<string, unknown>> = { ...health };
  const { model, degraded } = fields;
  const names = Array.isArray(degraded) ? degraded.filter((name) => typeof name === 'string') : [];
  return { isOfflineModel: model === 'scripted', degraded: names };
}

const LOOK_MS = 4_000;
const LOOK_AGAIN_MS = 1_000;

/** Looks after the server while the page is seen: often while it is away, now and then while it is there. */
export function watchServer(onReturn: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const lookIn = (milliseconds: number): void => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(() => void look(), milliseconds);
  };
  const look = async (): Promise<void> => {
    if (document.visibilityState === 'visible') {
      const { assistants, needsToken } = server.get();
      if (assistants === null && !needsToken) await readServer();
      const isReachable = await isLive();
      const wasAway = !server.get().isReachable;
      setReachable(isReachable);
      if (isReachable && wasAway) {
        await readServer();
        onReturn();
      }
    }
    lookIn(server.get().isReachable ? LOOK_MS : LOOK_AGAIN_MS);
  };
  const soon = (): void => {
    clearTimeout(timer);
    void look();
  };
  // Whoever finds the server away asks often from then on.
  const stopWatching = server.subscribe(() => {
    if (!server.get().isReachable) lookIn(LOOK_AGAIN_MS);
  });
  soon();
  window.addEventListener('online', soon);
  document.addEventListener('visibilitychange', soon);
  return () => {
    isOver = true;
    clearTimeout(timer);
    stopWatching();
    window.removeEventListener('online', soon);
    document.removeEventListener('visibilitychange', soon);
  };
}

async function isLive(): Promise<boolean> {
  try {
    await client.api.json({ path: '/livez' });
    return true;
  } catch (error) {
    return error instanceof ClientError && error.kind !== 'network';
  }
}
