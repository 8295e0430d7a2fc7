import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, readWholeLog } from '../support/oracle.ts';
import { createServerHome } from '../support/server-process.ts';

/** From now on every write of the process into a file fails, until it is allowed again: a disk that takes no more. */
function allowWriting(pid: number, allowed: boolean): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${allowed ? 'unlimited' : '1'}:`]);
}

verifies(
  'turn:31 fault:F08',
  'while the store fails nothing is accepted or shown, and afterwards everything goes on',
  async () => {
    await using provider = await startFakeProvider();
    provider.onMarker('through the outage', {
      steps: [
        { kind: 'role' },
        { kind: 'delta', text: 'Before' },
        { kind: 'wait', gate: 'outage' },
        { kind: 'delta', text: ', during' },
        { kind: 'wait', gate: 'over' },
        { kind: 'delta', text: ', after' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
    const server = await home.start();
    const client = nativeClient(server.url);
    const conversation = await client.createConversation();
    const other = await client.createConversation();
    const stream = await client.ask(conversation, 'through the outage');
    await stream.received(3);
    allowWriting(server.pid, false);
    const calls = provider.calls.length;
    const refused = await client.call('POST', `/conversations/${other}/turns`, { message: 'not now' });
    expect(refused.status).toBe(503);
    expect(refused.body).toMatchObject({ code: 'storage_unavailable' });
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(provider.calls).toHaveLength(calls);
    provider.release('outage');
    await provider.reached('over');
    const unready = await fetch(`${server.url}/readyz`);
    expect(unready.status).toBe(503);
    expect((await fetch(`${server.url}/livez`)).status).toBe(200);
    expect(stream.events).toHaveLength(3);
    allowWriting(server.pid, true);
    await stream.received(4);
    provider.release('over');
    expect(await stream.ended).toBe(true);
    const log = await readWholeLog(server.url, turnOf(stream));
    judgeDelivery(stream.events, log);
    expect(judgeLog(log)).toMatchObject({ text: 'Before, during, after', end: 'turn.completed' });
    const accepted = await client.call('POST', `/conversations/${other}/turns`, { message: 'and now', stream: false });
    expect(accepted.status).toBe(200);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  },
);
