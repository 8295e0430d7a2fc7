import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';

/** A small web server for one page, which runs a bundled script. */
export interface PageServer extends AsyncDisposable {
  readonly origin: string;
}

const FOLDER = join(import.meta.dirname, '../pages');

/** Bundles `entry` (a file of `test/pages`, or a whole path) as an application would, and serves a page with it. */
export async function startPageServer(entry: string): Promise<PageServer> {
  const script = await bundle(entry.startsWith('/') ? entry : join(FOLDER, entry));
  const server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(
      isScript ? script : '<!doctype html><div id="root"></div><script type="module" src="/page.js"></script>',
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: join(entry, '..'),
    define: { 'process.env.NODE_ENV': '"development"' },
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'page' } },
  });
  const [output] = [built].flat();
  if (output === undefined || !('output' in output)) throw new Error('The page was not built.');
  return output.output[0].code;
}
