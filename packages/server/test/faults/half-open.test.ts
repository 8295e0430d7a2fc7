import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { lookInside, OPEN_TO_LOOKS, openFiles, until } from '../support/look-inside.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { createNetworkNamespace, mayCreateNamespaces } from '../support/network-namespace.ts';
import { openRawReader } from '../support/raw-reader.ts';
import { createServerHome } from '../support/server-process.ts';

const PROVIDER = join(import.meta.dirname, '../support/fake-provider/main.ts');
const READERS = 20;
const SECRET = 'a secret for a network of two, 32 bytes';

/** A provider inside the namespace that says one word a second, for hours. */
async function startProvider(prefix: readonly string[]): Promise<AsyncDisposable & { readonly baseUrl: string }> {
  const slowly = ['--tokens', '10000', '--interval-ms', '1000'];
  const [program = '', ...rest] = [...prefix, process.execPath, PROVIDER, ...slowly];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line]: unknown[] = await once(child.stdout.setEncoding('utf8'), 'data');
  return {
    baseUrl: /OPENAI_BASE_URL=(\S+)/.exec(String(line))?.[1] ?? '',
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

const permitted = await mayCreateNamespaces();

describeWithProgram('nft', 'a reader whose network is gone', () => {
  const group = permitted ? describe : describe.skip;
  group(permitted ? 'behind a cable that swallows' : 'network namespaces are not permitted here', () => {
    verifies(
      'fault:C02',
      'is given up once nothing is acknowledged for long enough, frees all that it held, and leaves others alone',
      async () => {
        await using network = await createNetworkNamespace();
        await using provider = await startProvider(network.prefix);
        await using home = await createServerHome(
          {
            OPENAI_BASE_URL: provider.baseUrl,
            HOST: network.address,
            JWT_SECRET_KEY: SECRET,
            ALLOW_ANONYMOUS: 'true',
            TIMEOUT_SECONDS: '600',
            HEARTBEAT_MS: '200',
            READER_STALL_SECONDS: '1',
            ...OPEN_TO_LOOKS,
          },
          undefined,
          network.prefix,
        );
        const server = await home.start();
        const client = nativeClient(server.url);
        const asked = await client.ask(await client.createConversation(), 'slowly');
        await asked.received(2);
        const path = `/api/v1/turns/${turnOf(asked)}/events`;
        const open = () => Promise.all(Array.from({ length: READERS }, () => openRawReader(server.url, path)));
        const files = await openFiles(server);
        const { sockets } = await lookInside(home);
        const [lost, kept] = [await open(), await open()];
        await until(async () => lost.every(({ received }) => received() > 0));
        await network.swallow(lost.map(({ socket }) => socket.localPort ?? 0));
        const shown = kept.map(({ received }) => received());
        await until(async () => (await openFiles(server)) <= files + READERS + 1);
        const inside = await lookInside(home);
        expect(inside.sockets).toBeLessThanOrEqual(sockets + READERS + 1);
        // Nobody told the readers: from where they are the connection is fine.
        expect(lost.filter(({ socket }) => socket.closed)).toEqual([]);
        expect(kept.filter(({ socket }) => socket.closed)).toEqual([]);
        await until(async () => kept.every(({ received }, index) => received() > (shown[index] ?? 0)));
        for (const { socket } of [...lost, ...kept]) socket.destroy();
        asked.cut();
      },
    );
  });
});
