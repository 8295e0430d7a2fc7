import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, readWholeLog } from '../support/oracle.ts';
import { createServerHome, type ServerHome, type ServerProcess } from '../support/server-process.ts';
import { openStreamClient } from '../support/stream-client.ts';

let provider: FakeProvider;
let home: ServerHome;

beforeAll(async () => {
  provider = await startFakeProvider();
  home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
});

afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await provider.close();
});

async function ended(server: ServerProcess, turn: string): Promise<void> {
  const { status } = await nativeClient(server.url).call('GET', `/turns/${turn}`);
  expect(status).toBe(200);
  await (
    await nativeClient(server.url).follow(turn)
  ).ended;
}

verifies(
  'fault:F04',
  'a terminal that was stored and not delivered is replayed after a kill, and counted once',
  async () => {
    provider.onMarker('undelivered', {
      steps: [
        { kind: 'role' },
        { kind: 'delta', text: 'Heard' },
        { kind: 'wait', gate: 'gone' },
        { kind: 'delta', text: ' and unheard' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'usage', input: 3, output: 2 },
        { kind: 'done' },
      ],
    });
    let server = await home.start();
    const conversation = await nativeClient(server.url).createConversation();
    const cut = await nativeClient(server.url).ask(conversation, 'undelivered');
    await cut.received(3);
    cut.cut();
    await cut.ended;
    provider.release('gone');
    await ended(server, turnOf(cut));
    await server.kill();
    server = await home.start();
    const rest = await nativeClient(server.url).follow(turnOf(cut), '', cut.lastId());
    expect(await rest.ended).toBe(true);
    const log = await readWholeLog(server.url, turnOf(cut));
    judgeDelivery([...cut.events, ...rest.events], log);
    expect(judgeLog(log)).toMatchObject({ text: 'Heard and unheard', end: 'turn.completed' });
    expect(log.filter(({ type }) => type === 'usage')).toHaveLength(1);
    expect(provider.calls).toHaveLength(1);
    await server.kill();
  },
);

verifies('fault:F11', 'a second server on the same data is refused, and the first goes on', async () => {
  const server = await home.start();
  const conversation = await nativeClient(server.url).createConversation();
  const before = await filesOf(home.folder);
  await expect(home.start()).rejects.toThrow(new RegExp(`ended with 78: .*process ${server.pid}\\b`));
  expect(await filesOf(home.folder)).toEqual(before);
  const { status } = await nativeClient(server.url).call('GET', `/conversations/${conversation}`);
  expect(status).toBe(200);
  await server.kill();
});

async function filesOf(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.db')).toSorted();
  return Promise.all(names.map(async (name) => (await readFile(join(folder, name))).toString('base64')));
}

verifies('fault:C17 turn:26', 'a cancel that was acknowledged holds although the server dies right after', async () => {
  provider.onMarker('cancel, then die', {
    steps: [{ kind: 'role' }, { kind: 'delta', text: 'Only this' }, { kind: 'hang' }],
  });
  let server = await home.start();
  const stream = await nativeClient(server.url).ask(
    await nativeClient(server.url).createConversation(),
    'cancel, then die',
  );
  await stream.received(3);
  expect((await nativeClient(server.url).cancel(turnOf(stream))).status).toBe(202);
  await server.kill();
  server = await home.start();
  const { end, text } = judgeLog(await readWholeLog(server.url, turnOf(stream)));
  expect({ end, text }).toEqual({ end: 'turn.cancelled', text: 'Only this' });
  await server.kill();
});

verifies('turn:5 fault:C12', 'an idempotency key is not stored as it is, and counts after a kill', async () => {
  provider.onMarker('keyed', answer(['Once']));
  let server = await home.start();
  const key = 'a-key-that-must-not-be-found-on-disk';
  const request = { path: '/chat', body: { message: 'keyed' }, headers: { 'Idempotency-Key': key } };
  const first = await openStreamClient(server.url, request);
  await first.ended;
  const tooLong = await openStreamClient(server.url, { ...request, headers: { 'Idempotency-Key': 'k'.repeat(256) } });
  expect(tooLong.status).toBe(400);
  await server.kill();
  const entries = await readdir(home.folder, { recursive: true, withFileTypes: true });
  for (const { name, parentPath } of entries.filter((entry) => entry.isFile())) {
    expect((await readFile(join(parentPath, name))).includes(key)).toBe(false);
  }
  server = await home.start();
  const again = await openStreamClient(server.url, request);
  await again.ended;
  expect(turnOf(again)).toBe(turnOf(first));
  expect(again.text()).toBe(first.text());
  await server.kill();
});
