import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, runProxy } from '../support/proxy.ts';
import { selfSigned } from '../support/self-signed.ts';
import { openWithCurl, type CurlStream } from './curl.ts';

const DEPLOY = join(import.meta.dirname, '../../../../deploy');
/** The name in the shipped files, under which the tests reach them. */
const NAME = 'chat.example.com';

/** A proxy that runs a file of deploy/, over TLS. */
export interface ShippedProxy extends AsyncDisposable {
  /** Sends a request as a client elsewhere would: by name, with TLS, and HTTP/2 where the proxy speaks it. */
  open(path: string, args?: readonly string[]): CurlStream;
}

export interface ShippedKind {
  readonly title: string;
  readonly program: 'nginx' | 'caddy';
  start(options: StartOptions): Promise<ShippedProxy>;
}

export interface StartOptions {
  /** The program. */
  readonly path: string;
  /** Host and port of the server. */
  readonly upstream: string;
  /** How much silence it bears, in place of the shipped 60 s. */
  readonly idleLimitMs: number;
}

export const SHIPPED: readonly ShippedKind[] = [
  { title: 'nginx as deploy/nginx.conf has it', program: 'nginx', start: startNginx },
  { title: 'Caddy as deploy/Caddyfile has it', program: 'caddy', start: startCaddy },
];

/** Replaces what a test cannot have as it is; a file that does not hold it exactly so often has changed. */
export function replaceIn(
  text: string,
  changes: readonly (readonly [from: string, to: string, times: number])[],
): string {
  return changes.reduce((changed, [from, to, times]) => {
    const found = changed.split(from).length - 1;
    if (found !== times) throw new Error(`"${from}" stands there ${found} times, not ${times}.`);
    return changed.replaceAll(from, to);
  }, text);
}

async function startNginx({ path, upstream, idleLimitMs }: StartOptions): Promise<ShippedProxy> {
  const [tls, plain] = [await freePort(), await freePort()];
  const open = opener(tls);
  const running = await runProxy({
    path,
    configure: (folder) => {
      const { key, cert } = selfSigned(NAME);
      writeFileSync(join(folder, 'key.pem'), key);
      writeFileSync(join(folder, 'cert.pem'), cert);
      return nginxAround(folder, shippedNginx(folder, { upstream, idleLimitMs, tls, plain }));
    },
    args: (folder, file) => ['-p', folder, '-c', file],
    isReady: () => isLive(tls, open),
  });
  return { open, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

interface NginxPlace {
  readonly upstream: string;
  readonly idleLimitMs: number;
  readonly tls: number;
  readonly plain: number;
}

/** The shipped file with ports, certificate and idle limit of this run. */
function shippedNginx(folder: string, { upstream, idleLimitMs, tls, plain }: NginxPlace): string {
  return replaceIn(readFileSync(join(DEPLOY, 'nginx.conf'), 'utf8'), [
    ['server 127.0.0.1:8000;', `server ${upstream};`, 1],
    ['listen 443 ', `listen 127.0.0.1:${tls} `, 1],
    ['listen 80;', `listen 127.0.0.1:${plain};`, 1],
    ['/etc/ssl/parlance/fullchain.pem', `${folder}/cert.pem`, 1],
    ['/etc/ssl/parlance/privkey.pem', `${folder}/key.pem`, 1],
    ['_timeout 60s;', `_timeout ${idleLimitMs}ms;`, 3],
  ]);
}

/** What /etc/nginx/nginx.conf is elsewhere: includes the file, and keeps everything in the folder. */
function nginxAround(folder: string, included: string): string {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  return `daemon off; pid ${folder}/pid; error_log stderr crit; ${process.getuid?.() === 0 ? 'user root;' : ''}
    events {}
    http { access_log off; ${places.join(' ')}
    ${included}
    }`;
}

async function startCaddy({ path, upstream, idleLimitMs }: StartOptions): Promise<ShippedProxy> {
  const port = await freePort();
  const open = opener(port);
  const running = await runProxy({
    path,
    // Nothing but global options before the file as it is: no certificate authority, no port for administration.
    configure: () => `{
      admin off
      local_certs
      skip_install_trust
      auto_https disable_redirects
      https_port ${port}
      log {
        level ERROR
      }
    }
    ${readFileSync(join(DEPLOY, 'Caddyfile'), 'utf8')}`,
    args: (_folder, file) => ['run', '--adapter', 'caddyfile', '--config', file],
    environment: (folder) => ({
      HOME: folder,
      XDG_DATA_HOME: folder,
      XDG_CONFIG_HOME: folder,
      PARLANCE_UPSTREAM: upstream,
      PARLANCE_IDLE_LIMIT: `${idleLimitMs}ms`,
    }),
    isReady: () => isLive(port, open),
    // Otherwise it waits for streams that a failed test has left open.
    endsBy: 'SIGKILL',
  });
  return { open, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

function opener(port: number): ShippedProxy['open'] {
  return (path, args = []) =>
    openWithCurl(['--insecure', '--connect-to', `${NAME}:443:127.0.0.1:${port}`, ...args, `https://${NAME}${path}`]);
}

/** A connection costs little, so only once there is one is a whole request made. */
async function isLive(port: number, open: ShippedProxy['open']): Promise<boolean> {
  if (!(await isListening(port))) return false;
  const probe = open('/livez');
  return (await probe.ended) === 0 && probe.text().includes('"live"');
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
