import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { canMount, fillDisk, smallDirectory } from '../sqlite/directory.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { drive, loops } from '../support/drive.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import type { Script, Step } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf, type NativeClient } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, nativeEvent, readWholeLog } from '../support/oracle.ts';
import { forgetPeak, holdingsOf } from '../support/process-memory.ts';
import { createServerHome } from '../support/server-process.ts';

const MEGABYTE = 1024 * 1024;
const DISK = 48 * MEGABYTE;
/** The promise is five seconds. Source: TURN.md 31. */
const RESUMES_WITHIN_MS = 5_000;

const title = canMount()
  ? 'a disk that is full'
  : 'a disk that is full (left out: this user may not mount a small one)';

function heldTwice(): Script {
  return {
    steps: [
      { kind: 'role' },
      { kind: 'delta', text: 'Before' },
      { kind: 'wait', gate: 'full' },
      { kind: 'delta', text: ', while it is full' },
      { kind: 'wait', gate: 'free' },
      { kind: 'delta', text: ', after' },
      { kind: 'finish', reason: 'stop' },
      { kind: 'usage', input: 3, output: 3 },
      { kind: 'done' },
    ],
  };
}

/** More than anybody holds in memory for one turn. */
function endless(): Script {
  const pieces = Array.from({ length: 4_096 }, (): Step => ({ kind: 'delta', text: 'x'.repeat(16_384) }));
  return { steps: [{ kind: 'role' }, { kind: 'delta', text: 'Before' }, { kind: 'wait', gate: 'full' }, ...pieces] };
}

/** What is refused, in the shape of the surface that was asked; nothing of it may be stored or sent on. */
async function expectRefusals(url: string, client: NativeClient, conversation: string, provider: FakeProvider) {
  const calls = provider.calls.length;
  const native = await client.call('POST', `/conversations/${conversation}/turns`, { message: 'lost' });
  expect([503, 507]).toContain(native.status);
  expect(native.headers.get('content-type')).toContain('application/problem+json');
  expect(native.body).toMatchObject({ status: native.status, code: expect.stringMatching(/^storage_/) as unknown });
  expect(native.headers.get('retry-after')).not.toBeNull();
  const chat = await fetch(`${url}/chat`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ message: 'lost too' }),
  });
  expect([503, 507]).toContain(chat.status);
  const body: unknown = await chat.json();
  expect(body).toEqual({
    error: expect.any(String) as unknown,
    detail: expect.anything() as unknown,
    correlation_id: expect.any(String) as unknown,
  });
  expect(provider.calls).toHaveLength(calls);
}

describe.skipIf(!canMount())(title, () => {
  verifies('fault:F14 turn:31', 'refuses what is new and holds up what runs until there is space again', async () => {
    await using provider = await startFakeProvider();
    provider.onMarker('through the shortage', heldTwice());
    using directory = smallDirectory(DISK);
    await using home = await createServerHome({
      OPENAI_BASE_URL: provider.baseUrl,
      STORE_URL: `sqlite:${directory.file}`,
    });
    const server = await home.start();
    const client = nativeClient(server.url);
    const [conversation, other] = [await client.createConversation(), await client.createConversation()];
    const stream = await client.ask(conversation, 'through the shortage');
    await stream.received(3);
    using filler = fillDisk(directory);
    await expectRefusals(server.url, client, other, provider);
    provider.release('full');
    await provider.reached('free');
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect(stream.events).toHaveLength(3);
    const freedAt = performance.now();
    filler[Symbol.dispose]();
    await stream.received(4);
    expect(performance.now() - freedAt).toBeLessThan(RESUMES_WITHIN_MS);
    provider.release('free');
    expect(await stream.ended).toBe(true);
    const log = await readWholeLog(server.url, turnOf(stream));
    judgeDelivery(stream.events, log);
    expect(judgeLog(log)).toMatchObject({ text: 'Before, while it is full, after', end: 'turn.completed' });
    const kept = await client.call('GET', `/conversations/${other}/messages`);
    expect(JSON.stringify(kept.body)).not.toContain('lost');
    const next = await client.call('POST', `/conversations/${other}/turns`, { message: 'and now', stream: false });
    expect(next.status).toBe(200);
    await server.kill();
    const again = nativeClient((await home.start()).url);
    const listed = await again.call('GET', '/conversations');
    expect(JSON.stringify(listed.body).match(/"id":/g)).toHaveLength(2);
  });

  verifies(
    'fault:F14 turn:31',
    'makes a provider that never stops wait, and a cancel is not acknowledged',
    async () => {
      await using provider = await startFakeProvider();
      provider.onMarker('never stops', endless());
      using directory = smallDirectory(DISK);
      await using home = await createServerHome({
        OPENAI_BASE_URL: provider.baseUrl,
        STORE_URL: `sqlite:${directory.file}`,
      });
      const server = await home.start();
      const client = nativeClient(server.url);
      const stream = await client.ask(await client.createConversation(), 'never stops');
      await stream.received(3);
      const before = holdingsOf(server.pid).memory;
      forgetPeak(server.pid);
      using filler = fillDisk(directory);
      provider.release('full');
      await untilHeld(provider, server.url);
      // 64 MB were offered: what was taken is the buffer of the turn and those of the two sockets.
      expect(provider.calls[0]?.written).toBeLessThan(24 * MEGABYTE);
      expect(holdingsOf(server.pid).peak - before).toBeLessThan(24);
      const unheard = await client.cancel(turnOf(stream));
      expect([503, 507]).toContain(unheard.status);
      expect(stream.events).toHaveLength(3);
      filler[Symbol.dispose]();
      await stream.received(4);
      expect((await client.cancel(turnOf(stream))).status).toBe(202);
      expect(await stream.ended).toBe(true);
      const log = await readWholeLog(server.url, turnOf(stream));
      judgeDelivery(stream.events, log);
      expect(judgeLog(log).end).toBe('turn.cancelled');
    },
  );

  verifies(
    'fault:F14 turn:18 turn:19',
    'ends a turn whose time runs out meanwhile as one that found no space',
    async () => {
      await using provider = await startFakeProvider();
      provider.onMarker('too long', endless());
      using directory = smallDirectory(DISK);
      const clock = new ManualClock();
      await using server = await startInProcess({
        clock,
        folder: directory.path,
        environment: { OPENAI_BASE_URL: provider.baseUrl },
      });
      const client = nativeClient(server.url);
      const conversation = await drive(clock, client.createConversation());
      const stream = await drive(clock, client.ask(conversation, 'too long'));
      await drive(clock, stream.received(3));
      using filler = fillDisk(directory);
      provider.release('full');
      for (let second = 0; second < 118; second += 1) {
        clock.advance(1_000);
        await loops(20);
      }
      await drive(clock, provider.closedByClient(0), 100);
      expect(stream.events).toHaveLength(3);
      filler[Symbol.dispose]();
      expect(await drive(clock, stream.ended)).toBe(true);
      const log = stream.events.map(nativeEvent);
      expect(judgeLog(log).text).toMatch(/^Beforex{65536,}$/);
      expect(log.at(-1)).toMatchObject({ code: 'storage_full', retryable: true });
    },
  );
});

/** Resolves when the provider gets rid of nothing more, however often the server's loop has turned. */
async function untilHeld(provider: FakeProvider, url: string): Promise<void> {
  const call = provider.calls[0];
  for (let seen = -1, still = 0; still < 20;) {
    await fetch(`${url}/livez`);
    const written = call?.written ?? 0;
    still = written === seen ? still + 1 : 0;
    seen = written;
  }
}
