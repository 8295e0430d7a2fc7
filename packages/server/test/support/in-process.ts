import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose, type Overrides, type Parlance } from '../../src/compose.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';

/** The whole server in this process, over a real file and a real socket. */
export interface InProcess extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  readonly engine: Parlance['engine'];
  /** For what no request can find out, such as the table of routes. */
  readonly app: Parlance['app'];
  /** The log so far, parsed: one record a line. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  /** Ends the server and starts it again over the same file. */
  restart(): Promise<InProcess>;
}

export interface InProcessOptions extends Overrides {
  readonly environment?: Readonly<Record<string, string>>;
  /** Default: a new one, removed at the end. */
  readonly folder?: string;
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startInProcess(options: InProcessOptions = {}): Promise<InProcess> {
  const { environment = {}, folder: given, ...overrides } = options;
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'parlance-')));
  const config = loadConfig({
    STORE_URL: `sqlite:${join(folder, 'parlance.db')}`,
    PORT: '0',
    DOCUMENTS: 'off',
    CONSOLE: 'off',
    ...environment,
  });
  const lines: string[] = [];
  const log = createLogger({
    level: config.logLevel,
    secrets: config.secrets,
    destination: { write: (line) => void lines.push(line) },
  });
  const parlance = await compose(config, { log, ...overrides });
  await parlance.app.listen({ host: '127.0.0.1', port: 0 });
  const stop = once(() => parlance.stop(0));
  return {
    url: `http://127.0.0.1:${portOf(parlance.app.server.address())}`,
    folder,
    engine: parlance.engine,
    app: parlance.app,
    // Written by our own logger.
    log: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    restart: async () => {
      await stop();
      return startInProcess({ ...options, folder });
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      if (given === undefined) {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('The server does not listen on a port.');
  }
  return address.port;
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | null = null;
  return () => (result ??= work());
}
