import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeLog, nativeEvent } from '../support/oracle.ts';
import { openStreamClient } from '../support/stream-client.ts';

const SILENT = { steps: [{ kind: 'hang' as const }] };
const HALF = {
  steps: [{ kind: 'role' as const }, { kind: 'delta' as const, text: 'Half' }, { kind: 'hang' as const }],
};

/** Turns of the event loop a step: sockets and disk work in real time, which must not fall far behind. */
const LOOPS = 20;

/** Moves the time on until `met`; steps must be small where a time limit of the turn may not be reached meanwhile. */
async function advanceUntil(clock: ManualClock, stepMs: number, met: () => boolean): Promise<void> {
  while (!met()) {
    clock.advance(stepMs);
    for (let loop = 0; loop < LOOPS; loop += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

verifies('turn:18 turn:19', 'a turn that runs past its time limit ends, keeping what was said', async () => {
  const clock = new ManualClock();
  await using provider = await startFakeProvider({ respond: () => HALF });
  await using server = await startInProcess({
    clock,
    environment: { OPENAI_BASE_URL: provider.baseUrl, TIMEOUT_SECONDS: '20' },
  });
  const stream = await openStreamClient(server.url, { path: '/chat', body: { message: 'Slowly' } });
  await advanceUntil(clock, 1, () => stream.events.length > 0);
  let over = false;
  void stream.ended.then(() => (over = true));
  clock.advance(19_000);
  expect(over).toBe(false);
  await advanceUntil(clock, 1_000, () => over);
  expect(JSON.parse(stream.events.at(-1)?.data ?? '')).toMatchObject({ sequence: -1, is_final: true });
  await provider.closedByClient(0);
  expect(server.log().map((line) => line['event'])).toContain('stream_timeout');
  const log = await nativeClient(server.url).follow(turnOf(stream));
  await log.ended;
  expect(judgeLog(log.events.map(nativeEvent)).text).toBe('Half');
});

verifies('turn:15 framing:6', 'a silent stream carries heartbeats, before the first token too', async () => {
  const clock = new ManualClock();
  await using provider = await startFakeProvider({ respond: () => SILENT });
  // Sockets lag behind the clock here: no other limit may come before the second heartbeat has been seen.
  const limits = { TIMEOUT_SECONDS: '3600', FIRST_TOKEN_SECONDS: '3600' };
  await using server = await startInProcess({
    clock,
    environment: { OPENAI_BASE_URL: provider.baseUrl, ...limits },
  });
  const stream = await openStreamClient(server.url, { path: '/chat', body: { message: 'Silence' } });
  await advanceUntil(clock, 1, () => stream.text().includes('retry: 1500'));
  const pings = (): number => stream.text().split(': ping\n\n').length - 1;
  expect(pings()).toBe(0);
  await advanceUntil(clock, 250, () => pings() === 1);
  await advanceUntil(clock, 250, () => pings() === 2);
  expect(stream.events).toEqual([]);
  stream.cut();
});

verifies('turn:20 fault:C08', 'a log that outlived its retention answers 410 and names the message', async () => {
  const clock = new ManualClock();
  await using server = await startInProcess({ clock, environment: { MODEL: 'scripted' } });
  const client = nativeClient(server.url);
  const stream = await client.ask(await client.createConversation(), 'What is 2+2?');
  let over = false;
  void stream.ended.then(() => (over = true));
  await advanceUntil(clock, 1, () => over);
  const { text } = judgeLog(stream.events.map(nativeEvent));
  expect(text).toContain('4');
  const replay = await client.follow(turnOf(stream));
  await replay.ended;
  expect(replay.text()).toBe(stream.text());
  clock.advance(25 * 60 * 60 * 1_000);
  let status = 0;
  for (let step = 0; status !== 410 && step < 200; step += 1) {
    clock.advance(600_000);
    ({ status } = await client.call('GET', `/turns/${turnOf(stream)}/events`).catch(() => ({ status: 0 })));
  }
  const gone = await client.call('GET', `/turns/${turnOf(stream)}/events`);
  expect(gone).toMatchObject({ status: 410, body: { code: 'log_trimmed' } });
  expect(JSON.stringify([gone.body, [...gone.headers]])).toContain('/messages');
});
