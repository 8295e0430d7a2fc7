import { fastify } from 'fastify';
import { expect } from 'vitest';
import { native, type Dialect, type TurnHeader } from '@parlance/wire';
import { verifies } from '../../../../spec/verifies.ts';
import { SystemClock } from '../../src/adapters/clock/system.ts';
import { StreamSender } from '../../src/http/send-stream/send-stream.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { words } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { openStreamClient } from '../support/stream-client.ts';

const FOLLOWERS = 40;

/** The native format, which notes what it is asked to encode. */
function noting(encoded: number[]): Dialect<unknown, TurnHeader> {
  return {
    name: 'noted',
    heartbeat: native.heartbeat,
    start: (turn) => native.start(turn),
    encode: (before, event) => {
      encoded.push(event.seq);
      // The state is whatever `native` made of it before.
      return native.encode(before as ReturnType<typeof native.start>, event);
    },
  };
}

verifies('readers:one-encoding', `${FOLLOWERS} followers of a turn cost one encoding of each event`, async () => {
  await using provider = await startFakeProvider();
  provider.onMarker('shared', {
    steps: [
      { kind: 'role' },
      { kind: 'wait', gate: 'go' },
      { kind: 'deltas', texts: words(300), intervalMs: 0 },
      { kind: 'done' },
    ],
  });
  await using server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl } });
  const client = nativeClient(server.url);
  const asked = await client.ask(await client.createConversation(), 'shared');
  await provider.reached('go');
  const encoded: number[] = [];
  const dialect = noting(encoded);
  const failed: unknown[] = [];
  const sender = new StreamSender({
    clock: new SystemClock(),
    heartbeatMs: 15_000,
    stallMs: 30_000,
    onError: (error) => failed.push(error),
  });
  const app = fastify();
  app.get('/follow', async (request, reply) => {
    const reader = await server.engine.reader('anonymous', turnOf(asked));
    sender.send({ request, reply, reader, dialect, cursor: null, headers: {} });
  });
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  const followers = await Promise.all(
    Array.from({ length: FOLLOWERS }, () => openStreamClient(base, { path: '/follow' })),
  );
  const before = asked.events.length;
  await Promise.all(followers.map((follower) => follower.received(before)));
  provider.release('go');
  expect(await Promise.all(followers.map(({ ended }) => ended))).not.toContain(false);
  expect(await asked.ended).toBe(true);
  for (const follower of followers) expect(follower.text()).toBe(asked.text());
  const live = encoded.filter((seq) => seq >= before);
  expect(live).toEqual(asked.events.map((_, seq) => seq).slice(before));
  expect(failed).toEqual([]);
  await app.close();
});
