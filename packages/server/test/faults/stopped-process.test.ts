import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { words } from '../support/fake-provider/script.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, readWholeLog } from '../support/oracle.ts';
import { refusedStart } from '../support/refused-start.ts';
import { createServerHome } from '../support/server-process.ts';
import { SHORT_LEASE_MS } from './short-lease.ts';

const MAIN = fileURLToPath(new URL('./short-lease-main.ts', import.meta.url));
const TEXTS = words(300, 16);

verifies(
  'fault:F16 fault:I1 fault:I2',
  'a server that is stopped for longer than its lease keeps its data, and goes on as if nothing had been',
  async () => {
    await using provider = await startFakeProvider();
    provider.onMarker('through the stop', {
      steps: [
        { kind: 'role' },
        { kind: 'deltas', texts: TEXTS.slice(0, 10), intervalMs: 0 },
        { kind: 'wait', gate: 'stopped' },
        { kind: 'deltas', texts: TEXTS.slice(10), intervalMs: 0 },
        { kind: 'wait', gate: 'sent' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'usage', input: 3, output: 300 },
        { kind: 'done' },
      ],
    });
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl }, MAIN);
    const server = await home.start();
    const client = nativeClient(server.url);
    const conversation = await client.createConversation();
    const stream = await client.ask(conversation, 'through the stop');
    await stream.received(5);
    process.kill(server.pid, 'SIGSTOP');
    const stoppedAt = performance.now();
    // The provider goes on, a reader and a message come: the system keeps all of it for the process.
    provider.release('stopped');
    await provider.reached('sent');
    const second = client.follow(turnOf(stream), '', stream.lastId());
    const next = client.ask(conversation, 'meanwhile');
    do {
      const refused = refusedStart({ STORE_URL: `sqlite:${home.folder}/parlance.db` });
      expect(refused).toMatchObject({ code: 78, stderr: expect.stringContaining(`process ${server.pid} `) as unknown });
    } while (performance.now() - stoppedAt < 2 * SHORT_LEASE_MS);
    process.kill(server.pid, 'SIGCONT');
    provider.release('sent');
    expect(await stream.ended).toBe(true);
    const log = await readWholeLog(server.url, turnOf(stream));
    judgeDelivery(stream.events, log);
    expect(judgeLog(log)).toMatchObject({ text: TEXTS.join(''), end: 'turn.completed' });
    const follower = await second;
    expect(await follower.ended).toBe(true);
    expect(follower.events).toEqual(stream.events.slice(-follower.events.length));
    expect(follower.events.length).toBeGreaterThan(290);
    const answered = await next;
    expect(await answered.ended).toBe(true);
    expect(judgeLog(await readWholeLog(server.url, turnOf(answered))).end).toBe('turn.completed');
    expect(provider.calls).toHaveLength(2);
    expect(server.log()).not.toContain('append_fenced');
  },
);
