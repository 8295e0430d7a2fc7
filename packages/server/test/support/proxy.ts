import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './look-inside.ts';

/** A real reverse proxy in front of a server. */
export interface Proxy extends AsyncDisposable {
  readonly url: string;
}

export interface ProxyKind {
  /** In words, for the name of a test. */
  readonly title: string;
  readonly program: 'nginx' | 'haproxy';
  /** The whole configuration; `folder` is for the proxy's own files. */
  readonly configure: (options: {
    readonly port: number;
    readonly upstream: string;
    readonly folder: string;
  }) => string;
}

/** How long the proxies of the tests bear silence, in place of the usual 60 s. */
export const IDLE_LIMIT_MS = 1_000;

function nginx(title: string, location: string, more = ''): ProxyKind {
  return {
    title,
    program: 'nginx',
    configure: ({ port, upstream, folder }) => `
      daemon off; pid ${folder}/pid; error_log stderr crit;
      ${process.getuid?.() === 0 ? 'user root;' : ''}
      events {}
      http {
        access_log off;
        ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
        upstream parlance { server ${upstream}; ${more} }
        server {
          listen 127.0.0.1:${port};
          location / {
            proxy_pass http://parlance; proxy_set_header Host $http_host;
            proxy_read_timeout ${IDLE_LIMIT_MS}ms; send_timeout ${IDLE_LIMIT_MS}ms;
            ${location}
          }
        }
      }`,
  };
}

function haproxy(title: string, options: string): ProxyKind {
  return {
    title,
    program: 'haproxy',
    configure: ({ port, upstream }) =>
      [
        'defaults',
        '  mode http',
        '  timeout connect 1s',
        `  timeout client ${IDLE_LIMIT_MS}ms`,
        `  timeout server ${IDLE_LIMIT_MS}ms`,
        options,
        'frontend front',
        `  bind 127.0.0.1:${port}`,
        '  default_backend back',
        'backend back',
        `  server parlance ${upstream}`,
        '',
      ].join('\n'),
  };
}

export const PROXIES: readonly ProxyKind[] = [
  nginx('nginx as it comes', ''),
  nginx(
    'nginx that keeps connections and does not buffer',
    "proxy_http_version 1.1; proxy_set_header Connection ''; proxy_buffering off;",
    'keepalive 8;',
  ),
  haproxy('HAProxy as it comes', ''),
  haproxy('HAProxy that closes and does not delay', '  option http-server-close\n  option http-no-delay'),
];

/** Starts the proxy on a free port of 127.0.0.1, before the server at `base`. */
export async function startProxy(path: string, kind: ProxyKind, base: string): Promise<Proxy> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await runProxy({
    path,
    configure: (folder) => kind.configure({ port, upstream: new URL(base).host, folder }),
    args: (folder, file) => (kind.program === 'nginx' ? ['-p', folder, '-c', file] : ['-db', '-q', '-f', file]),
    isReady: async () => (await fetch(`${url}/livez`).catch(() => null))?.ok === true,
  });
  return { url, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

export interface ProxyRun {
  /** The program. */
  readonly path: string;
  /** The whole configuration; `folder` is for the proxy's own files. */
  readonly configure: (folder: string) => string;
  readonly args: (folder: string, file: string) => readonly string[];
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
  readonly isReady: () => Promise<boolean>;
  /** What ends it at once, with all its connections. Default: SIGTERM. */
  readonly endsBy?: NodeJS.Signals;
}

/** Runs a proxy in a folder of its own until it is disposed. Resolves once it is ready; rejects where it gave up. */
export async function runProxy(run: ProxyRun): Promise<AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-proxy-'));
  const file = join(folder, 'configuration');
  await writeFile(file, run.configure(folder));
  const child = spawn(run.path, run.args(folder, file), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...run.environment?.(folder) },
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`${run.path} ended with ${child.exitCode}: ${errors}`);
    return run.isReady();
  });
  return {
    [Symbol.asyncDispose]: async () => {
      const gone = once(child, 'exit');
      child.kill(run.endsBy ?? 'SIGTERM');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Neither program takes port 0; the port is free a moment before. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  // A TCP server's address is an object; only pipes have strings.
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
