import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { ProviderCall } from '../support/fake-provider/call.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, type Script } from '../support/fake-provider/script.ts';
import { nativeClient, type NativeClient } from '../support/native-client.ts';
import { createServerHome } from '../support/server-process.ts';

/** Two messages each: a batch. */
const TURNS = 5;
const HEARD = JSON.stringify({
  summary: 'They spoke of bees.',
  operations: [
    { kind: 'add', type: 'fact', subject: 'user', attribute: 'city', value: 'Lisbon', text: '', sources: ['m0'] },
    { kind: 'add', type: 'fact', subject: 'user', attribute: 'keeps', value: 'bees', text: '', sources: ['m2'] },
  ],
});
/** All of the answer is there, and its end is not. */
const cutOff: Script = {
  steps: [{ kind: 'role' }, { kind: 'delta', text: HEARD }, { kind: 'wait', gate: 'cut off' }],
};
/** It has been told to the end. */
const told: Script = { steps: [...answer([HEARD]).steps, { kind: 'wait', gate: 'told' }] };

function isExtraction({ body }: ProviderCall): boolean {
  return JSON.stringify(body).includes('"response_format"');
}

function extractions({ calls }: FakeProvider): number {
  return calls.filter(isExtraction).length;
}

async function remembered(client: NativeClient): Promise<readonly string[]> {
  const { body } = await client.call('GET', '/memories?status=any');
  return (body['memories'] as readonly { readonly value: string }[]).map(({ value }) => value).toSorted();
}

verifies(
  'fault:F22 memory:once memory:call',
  'A batch whose reading a kill cut off is read again, and what it says is remembered once',
  async () => {
    let heard: Script = cutOff;
    await using provider = await startFakeProvider({
      respond: (call) => (isExtraction(call) ? heard : answer(['Hm', '.'])),
    });
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: 'key' });
    const server = await home.start();
    const client = nativeClient(server.url);
    const { body } = await client.call('POST', '/conversations', { assistant: 'staff' });
    const texts = ['I live in Lisbon.', 'I keep bees.', ...Array.from({ length: TURNS - 2 }, () => 'Go on.')];
    for (const text of texts) await (await client.ask(String(body['id']), text)).ended;
    await provider.reached('cut off');
    expect(await remembered(client)).toEqual([]);
    await server.kill();

    heard = told;
    const second = await home.start();
    await provider.reached('told');
    // The answer is there as a whole: whether it is committed is for chance to say.
    await second.kill();

    const third = await home.start();
    const again = nativeClient(third.url);
    await expect.poll(() => remembered(again), { timeout: 20_000 }).toEqual(['Lisbon', 'bees']);
    expect(extractions(provider)).toBeGreaterThanOrEqual(2);
    expect(extractions(provider)).toBeLessThanOrEqual(3);
    await third.stop();
  },
);
