import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A real PostgreSQL of this test's own, with nothing in it. */
export interface PostgresCluster extends AsyncDisposable {
  /** Of its superuser; any other user and database can be put in their places. */
  readonly url: string;
  /** Ends it at once, as a crash would; connections break. */
  stop(): Promise<void>;
  /** Starts it again over the same data, on the same port. */
  start(): Promise<void>;
}

/** Makes and starts a cluster on a free port of 127.0.0.1; `postgres` is the path of that program. */
export async function startPostgres(postgres: string): Promise<PostgresCluster> {
  const user = unprivileged();
  const folder = await mkdtemp(join(tmpdir(), 'parlance-postgres-'));
  const run = (program: string, ...words: readonly string[]): ChildProcess =>
    spawn(join(dirname(postgres), program), words, {
      cwd: folder,
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'pipe'],
      ...user,
    });
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const options = ['--username=postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'];
  await succeeded(run('initdb', `--pgdata=${data}`, ...options));
  const port = await freePort();
  let server: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    server = run('postgres', '-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder);
    await ready(server);
  };
  const stop = async (): Promise<void> => {
    if (server === null) return;
    const exit = once(server, 'exit');
    // "Immediate shutdown" in PostgreSQL's words.
    server.kill('SIGQUIT');
    server = null;
    await exit;
  };
  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    start,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface User {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root: then it runs as its own user, whom its package brings. */
function unprivileged(): User & { readonly gid: number } {
  if (process.getuid?.() !== 0) return { gid: process.getgid?.() ?? 0 };
  const line = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (line === null) throw new Error('There is no user "postgres" to run PostgreSQL as.');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

/** Resolves once it takes connections; rejects with what it said where it gave up. */
function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('ready to accept connections')) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${said.trim()}`)));
  });
}

function succeeded(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`initdb ended with ${code}: ${said.trim()}`)),
    );
  });
}
