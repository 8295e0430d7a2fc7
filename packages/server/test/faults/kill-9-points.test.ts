import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer, words } from '../support/fake-provider/script.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { createServerHome } from '../support/server-process.ts';

const SHIPPED = join(import.meta.dirname, '../../../../assistants/assistant');

/** A copy of the shipped assistant that costs points, where a server of its own process finds it. */
async function meteredAssistant(folder: string): Promise<void> {
  await cp(SHIPPED, join(folder, 'assistants/assistant'), { recursive: true });
  const file = join(folder, 'assistants/assistant/assistant.json');
  const shipped: object = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...shipped, capabilities: ['metering'] }));
}

verifies('points:kill', 'a turn that is killed in mid-answer is paid once, for what it said', async () => {
  await using provider = await startFakeProvider();
  await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
  await meteredAssistant(home.folder);
  const environment = { ASSISTANTS: join(home.folder, 'assistants') };
  provider.onMarker('killed', { steps: [...answer(words(90)).steps.slice(0, 2), { kind: 'hang' }] });

  let server = await home.start(environment);
  let client = nativeClient(server.url);
  const stream = await client.ask(await client.createConversation(), 'killed in mid-answer');
  await stream.received(92);
  const { body: held } = await client.call('GET', '/points');
  expect(held).toMatchObject({ balance: 1_000 });
  expect(held['reserved']).toBeGreaterThan(0);
  await server.kill();

  for (let restart = 0; restart < 2; restart += 1) {
    server = await home.start(environment);
    client = nativeClient(server.url);
    const rest = await client.follow(turnOf(stream));
    await rest.ended;
    const { body } = await client.call('GET', `/turns/${turnOf(stream)}`);
    const { estimated, points } = { estimated: false, points: 0, ...Object(body['usage']) };
    expect(estimated).toBe(true);
    expect(points).toBeGreaterThan(3);
    const { body: account } = await client.call('GET', '/points');
    expect(account).toEqual({ balance: 1_000 - points, reserved: 0, available: 1_000 - points });
    const { body: ledger } = await client.call('GET', '/points/ledger');
    expect(ledger['lines']).toMatchObject([{ kind: 'turn', points: -points }, { kind: 'welcome' }]);
    await server.kill();
  }
});
