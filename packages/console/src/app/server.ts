import { ClientError, createClient, type Assistant } from '@parlance/client';
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
export const client = createClient({ token: () => readToken() });

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
  if (error.kind === 'network') server.update((state) => ({ ...state, isReachable: false }));
}

function readHealth(health: unknown): Pick<ServerState, 'isOfflineModel' | 'degraded'> {
  if (typeof health !== 'object' || health === null) return { isOfflineModel: false, degraded: [] };
  const fields: Readonly<Record<string, unknown>> = { ...health };
  const { model, degraded } = fields;
  const names = Array.isArray(degraded) ? degraded.filter((name) => typeof name === 'string') : [];
  return { isOfflineModel: model === 'scripted', degraded: names };
}

const LOOK_MS = 10_000;
const LOOK_AGAIN_MS = 1_000;

/** Looks after the server while the page is seen: often while it is away, now and then while it is there. */
export function watchServer(onReturn: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = async (): Promise<void> => {
    if (document.visibilityState === 'visible') {
      const before = server.get();
      if (before.assistants === null && !before.needsToken) await readServer();
      const isReachable = await isLive();
      server.update((state) => ({ ...state, isReachable }));
      if (isReachable && !before.isReachable) {
        await readServer();
        onReturn();
      }
    }
    timer = setTimeout(() => void look(), server.get().isReachable ? LOOK_MS : LOOK_AGAIN_MS);
  };
  const soon = (): void => {
    clearTimeout(timer);
    void look();
  };
  // Whoever finds the server away asks often from then on.
  const stopWatching = server.subscribe(() => {
    if (server.get().isReachable) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), LOOK_AGAIN_MS);
  });
  soon();
  window.addEventListener('online', soon);
  document.addEventListener('visibilitychange', soon);
  return () => {
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
