import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../src/start.mjs');

/** A real server in a process of its own, over a data folder that survives it. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything that it wrote to standard output: its log, one JSON object a line. */
  readonly log: () => string;
  /** Everything that it wrote to standard error. */
  readonly errors: () => string;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Sends a signal; resolves with the exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A folder whose server can be killed and started again. */
export interface ServerHome extends AsyncDisposable {
  readonly folder: string;
  start(environment?: Readonly<Record<string, string>>): Promise<ServerProcess>;
}

/**
 * Makes a data folder of its own; disposing it kills what still runs there and removes it. `main` is the program, by
 * default the server as users start it; `before` a command that becomes it, such as `ip netns exec NAME`.
 */
export async function createServerHome(
  defaults: Readonly<Record<string, string>> = {},
  main = MAIN,
  before: readonly string[] = [],
): Promise<ServerHome> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-'));
  const children = new Set<ChildProcess>();
  return {
    folder,
    start: (environment = {}) =>
      startServer([...before, process.execPath, main], folder, { ...defaults, ...environment }, children),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...children].map(killed));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startServer(
  [program = process.execPath, ...rest]: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
  children: Set<ChildProcess>,
): Promise<ServerProcess> {
  const child = spawn(program, rest, {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      // Programs of tests are compiled once, like the server's own.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      PORT: '0',
      // Of no concern to most; reading the samples takes a while.
      DOCUMENTS: 'off',
      // Nor does it need a page: building one is work of its own.
      CONSOLE: 'off',
      STORE_URL: `sqlite:${join(folder, 'parlance.db')}`,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  let log = '';
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const url = await readyUrl(child);
  return {
    url,
    pid: child.pid ?? -1,
    log: () => log,
    errors: () => errors,
    kill: () => killed(child),
    stop: async (signal = 'SIGTERM') => {
      const exit = exited(child);
      child.kill(signal);
      return exit;
    },
  };
}

/** The address that the server prints once it answers; what it printed instead, where it gave up. */
function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
      const url = /ready: (\S+)/.exec(errors)?.[1];
      if (url !== undefined) {
        resolve(url);
      }
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${errors.trim()}`)));
  });
}

async function killed(child: ChildProcess): Promise<void> {
  const exit = exited(child);
  child.kill('SIGKILL');
  await exit;
}

async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return child.exitCode;
  }
  const [code]: unknown[] = await once(child, 'exit');
  return typeof code === 'number' ? code : null;
}
