import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { until } from '../support/look-inside.ts';
import { limitMemory } from '../support/memory-limit.ts';
import { nativeClient } from '../support/native-client.ts';
import { forgetPeak, holdingsOf } from '../support/process-memory.ts';
import { createServerHome } from '../support/server-process.ts';
import { openStreamClient, type StreamClient } from '../support/stream-client.ts';

const MAIN = new URL('../../src/start.mjs', import.meta.url).pathname;
const MEMORY_MB = 256;
/** Node does not know of a limit that is only ours, and collects later than it would. */
const OVERSHOOT = 1.2;
/** More than fit: some must be refused. */
const ASKED = 2_500;
const AT_ONCE = 50;

/** Asks until so many turns were asked for; the streams that were opened, and how many were refused. */
async function askMany(base: string): Promise<{ readonly open: readonly StreamClient[]; readonly refused: number }> {
  const open: StreamClient[] = [];
  let refused = 0;
  for (let asked = 0; asked < ASKED; asked += AT_ONCE) {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        openStreamClient(base, { path: '/assistant/chat', body: { message: 'A long wait' } }),
      ),
    );
    for (const answer of answers) {
      if (answer.status === 200) open.push(answer);
      else {
        expect(answer.status).toBe(503);
        expect(answer.headers['retry-after']).toMatch(/^\d+$/);
        refused += 1;
      }
    }
  }
  return { open, refused };
}

verifies(
  'fault:F18',
  `a server of ${MEMORY_MB} MB refuses what does not fit, stays below its limit, and recovers`,
  async () => {
    await using provider = await startFakeProvider({
      respond: () => ({
        steps: [
          { kind: 'role' },
          { kind: 'delta', text: 'Wait' },
          { kind: 'wait', gate: 'go' },
          { kind: 'delta', text: ' over' },
          { kind: 'finish', reason: 'stop' },
          { kind: 'done' },
        ],
      }),
    });
    using limit = limitMemory(MEMORY_MB);
    const environment = { OPENAI_BASE_URL: provider.baseUrl, TIMEOUT_SECONDS: '600', ...limit.environment };
    await using home = await createServerHome(environment, MAIN, limit.before);
    const server = await home.start();
    const client = nativeClient(server.url);
    const conversation = await client.createConversation();
    forgetPeak(server.pid);
    const { open, refused } = await askMany(server.url);
    const { peak } = holdingsOf(server.pid);
    expect(open.length).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(0);
    expect(peak).toBeLessThan(limit.kind === 'kernel' ? MEMORY_MB : MEMORY_MB * OVERSHOOT);

    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { status: 'not ready', reason: 'overloaded' }]);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    const calls = provider.calls.length;
    const native = await client.call('POST', `/conversations/${conversation}/turns`, { message: 'lost' });
    expect(native).toMatchObject({ status: 503, body: { code: 'overloaded' } });
    expect(native.headers.get('content-type')).toContain('application/problem+json');
    expect(native.headers.get('retry-after')).toMatch(/^\d+$/);
    const chat = await fetch(`${server.url}/chat`, { method: 'POST', body: '{"message":"lost"}' });
    expect([chat.status, await chat.json()]).toEqual([503, expect.objectContaining({ error: 'Overloaded' })]);
    expect(provider.calls).toHaveLength(calls);
    const kept = await client.call('GET', `/conversations/${conversation}/messages`);
    expect(JSON.stringify(kept.body)).not.toContain('lost');
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('parlance_overloaded 1');
    expect(metrics).toMatch(/parlance_refused_turns_total\{code="overloaded"\} \d+/);

    // What was let in ends as it should, and its place is free again.
    provider.release('go');
    expect(await Promise.all(open.map(({ ended }) => ended))).toEqual(open.map(() => true));
    for (const { events } of open) expect(events.at(-1)?.data).toContain('"is_final":true');
    await until(async () => (await fetch(`${server.url}/readyz`)).status === 200);
    const next = await client.call('POST', `/conversations/${conversation}/turns`, { message: 'again', stream: false });
    expect(next.status).toBe(200);
    expect(server.log()).toContain('"event":"overloaded"');
    expect(await server.stop()).toBe(0);
  },
);
