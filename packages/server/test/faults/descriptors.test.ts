import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { openFiles, until } from '../support/look-inside.ts';
import { nativeClient } from '../support/native-client.ts';
import { judgeLog, nativeEvent } from '../support/oracle.ts';
import { createServerHome } from '../support/server-process.ts';

const MAIN = new URL('../../src/start.mjs', import.meta.url).pathname;
const OPEN_FILES = 128;
/** More than the process can hold. */
const CONNECTIONS = 200;

function openMany(base: string): Promise<readonly Socket[]> {
  return Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const socket = connect(Number(new URL(base).port), '127.0.0.1').on('error', () => undefined);
      await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
      return socket;
    }),
  );
}

verifies('fault:F19', 'a process of few files refuses connections, goes on with what runs, and recovers', async () => {
  await using provider = await startFakeProvider();
  provider.onMarker('through it', {
    steps: [
      { kind: 'role' },
      { kind: 'delta', text: 'Before' },
      { kind: 'wait', gate: 'go' },
      { kind: 'delta', text: ' and after' },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  });
  await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl }, MAIN, [
    'sh',
    '-c',
    `ulimit -n ${OPEN_FILES} && exec "$0" "$@"`,
  ]);
  const server = await home.start();
  const client = nativeClient(server.url);
  const [one, two] = [await client.createConversation(), await client.createConversation()];
  const stream = await client.ask(one, 'through it');
  await stream.received(3);
  const sockets = await openMany(server.url);
  await until(async () => sockets.some(({ closed }) => closed));
  expect(await openFiles(server)).toBeLessThan(OPEN_FILES);
  // What runs needs no new connection, and its provider goes on.
  provider.release('go');
  expect(await stream.ended).toBe(true);
  expect(judgeLog(stream.events.map(nativeEvent))).toMatchObject({ text: 'Before and after', end: 'turn.completed' });
  for (const socket of sockets) socket.destroy();
  await until(async () => (await fetch(`${server.url}/readyz`).catch(() => null))?.status === 200);
  const next = await client.ask(two, 'Hello again');
  expect(await next.ended).toBe(true);
  expect(next.events.at(-1)?.data).toContain('turn.completed');
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(Number(/^parlance_dropped_connections_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
  expect(await server.stop()).toBe(0);
});
