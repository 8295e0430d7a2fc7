import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { SseParser } from '@parlance/wire';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import type { Script } from '../support/fake-provider/script.ts';
import { openStreams, until } from '../support/look-inside.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, nativeEvent } from '../support/oracle.ts';
import { openRawReader } from '../support/raw-reader.ts';
import { createServerHome } from '../support/server-process.ts';

/** FAULTS.md F05 asks for 500. */
const STREAMS = 500;
const SOME = 20;

function heldAt(gate: string): Script {
  return {
    steps: [
      { kind: 'role' },
      { kind: 'delta', text: 'Still' },
      { kind: 'wait', gate },
      { kind: 'delta', text: ' here' },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  };
}

/** Streams of one answer each, over connections that their clients mean to use again, as browsers do. */
async function openAnswers(base: string, count: number, agent: Agent, message: string): Promise<IncomingMessage[]> {
  const client = nativeClient(base);
  return await Promise.all(
    Array.from({ length: count }, async () => {
      const conversation = await client.createConversation();
      return await new Promise<IncomingMessage>((resolve, reject) => {
        const headers = { 'content-type': 'application/json' };
        const asking = request(`${base}/api/v1/conversations/${conversation}/turns`, {
          agent,
          method: 'POST',
          headers,
        });
        asking.once('response', resolve).once('error', reject).end(JSON.stringify({ message }));
      });
    }),
  );
}

async function notReady(base: string): Promise<void> {
  await until(async () => (await fetch(`${base}/readyz`)).status === 503);
}

async function startAnswering(): Promise<FakeProvider> {
  const provider = await startFakeProvider();
  provider.onMarker('until the end', heldAt('end'));
  provider.onMarker('for ever', heldAt('never'));
  return provider;
}

verifies(
  'fault:F05 turn:33',
  `SIGTERM lets ${STREAMS} answers end whole over kept connections, takes no new ones, and exits with 0`,
  async () => {
    await using provider = await startAnswering();
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl, LOG_LEVEL: 'WARNING' });
    const server = await home.start();
    const agent = new Agent({ keepAlive: true });
    const streams = await openAnswers(server.url, STREAMS, agent, 'until the end');
    const conversation = await nativeClient(server.url).createConversation();
    await provider.reached('end', STREAMS);
    const exit = server.stop('SIGTERM');
    await notReady(server.url);
    const refused = await nativeClient(server.url).call('POST', `/conversations/${conversation}/turns`, {
      message: 'x',
    });
    expect(refused).toMatchObject({ status: 503, body: { code: 'shutting_down' } });
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    provider.release('end');
    for (const stream of streams) {
      const { text: said, end } = judgeLog(eventsOf(await text(stream)).map(nativeEvent));
      expect([said, end]).toEqual(['Still here', 'turn.completed']);
      expect(stream.complete).toBe(true);
    }
    expect(await exit).toBe(0);
    agent.destroy();
  },
);

verifies(
  'fault:F05 turn:33 turn:22',
  'answers that do not end in time are cut after their last event, not ended, and the next start closes them',
  async () => {
    await using provider = await startAnswering();
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl, DRAIN_SECONDS: '1' });
    const server = await home.start();
    const client = nativeClient(server.url);
    const streams = await Promise.all(
      Array.from({ length: SOME }, async () => await client.ask(await client.createConversation(), 'for ever')),
    );
    await Promise.all(streams.map((stream) => stream.received(3)));
    // One more reader that takes nothing must not hold up the end either.
    const stalled = await openRawReader(server.url, `/api/v1/turns/${turnOf(streams[0] ?? expect.fail())}/events`, {
      stalled: true,
    });
    await until(async () => (await openStreams(server.url)) === SOME + 1);
    // Nor a client that never finishes its question.
    const unfinished = connect(Number(new URL(server.url).port), '127.0.0.1');
    unfinished.on('error', () => undefined);
    const head = 'POST /api/v1/conversations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{';
    await new Promise<void>((resolve) => unfinished.write(head, () => resolve()));
    expect(await server.stop('SIGTERM')).toBe(0);
    const next = await home.start();
    for (const stream of streams) {
      expect(await stream.ended).toBe(false);
      const rest = await nativeClient(next.url).follow(turnOf(stream), '', stream.lastId());
      expect(await rest.ended).toBe(true);
      const log = [...stream.events, ...rest.events];
      judgeDelivery(log, log.map(nativeEvent));
      expect(judgeLog(log.map(nativeEvent))).toMatchObject({ text: 'Still', end: 'turn.failed' });
    }
    stalled.socket.destroy();
    unfinished.destroy();
    expect(await next.stop()).toBe(0);
  },
);

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  verifies(
    'fault:F06 turn:22',
    `${signal} while answers are finishing loses nothing that was shown, and the next start ends them`,
    async () => {
      await using provider = await startAnswering();
      await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
      const server = await home.start();
      const client = nativeClient(server.url);
      const streams = await Promise.all(
        Array.from({ length: SOME }, async () => await client.ask(await client.createConversation(), 'for ever')),
      );
      await Promise.all(streams.map((stream) => stream.received(3)));
      const exit = server.stop('SIGTERM');
      await notReady(server.url);
      expect(await server.stop(signal)).toBe(signal === 'SIGTERM' ? 1 : null);
      await exit;
      const next = await home.start();
      for (const stream of streams) {
        expect(await stream.ended).toBe(false);
        const rest = await nativeClient(next.url).follow(turnOf(stream), '', stream.lastId());
        expect(await rest.ended).toBe(true);
        const log = [...stream.events, ...rest.events];
        judgeDelivery(log, log.map(nativeEvent));
        expect(judgeLog(log.map(nativeEvent))).toMatchObject({ text: 'Still', end: 'turn.failed' });
      }
      expect(provider.calls).toHaveLength(SOME);
      expect(await next.stop()).toBe(0);
    },
  );
}

function eventsOf(body: string): Parameters<typeof nativeEvent>[0][] {
  const events: Parameters<typeof nativeEvent>[0][] = [];
  new SseParser({ onEvent: (event) => events.push(event) }).push(body);
  return events;
}
