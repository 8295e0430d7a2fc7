import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, words, type Script } from '../support/fake-provider/script.ts';
import { nativeClient, turnOf, type NativeClient } from '../support/native-client.ts';
import { judgeLog, readWholeLog } from '../support/oracle.ts';
import { holdingsOf } from '../support/process-memory.ts';
import { createServerHome } from '../support/server-process.ts';

const AT_ONCE = 12;
const ROUNDS = 8;
/** Megabytes that a runtime may keep of what it has once needed. */
const KEPT = 64;

/** One of everything that is not asked again: good, refused, cut, broken, and too much. */
const SCRIPTS: readonly Script[] = [
  answer(words(50, 7)),
  refusal(401),
  { steps: [{ kind: 'role' }, { kind: 'delta', text: 'Half' }, { kind: 'wait', gate: 'seen' }, { kind: 'cut' }] },
  { steps: [{ kind: 'chunk', bytes: 'data: {"broken\n\n' }] },
  { steps: [{ kind: 'chunk', bytes: `data: ${'x'.repeat(1_200_000)}` }] },
  { steps: [{ kind: 'headers' }, { kind: 'raw', bytes: 'zz\r\n' }] },
];

verifies('fault:I7 fault:I6', 'a storm of failures and departures leaves the server as it was', async () => {
  await using provider = await startFakeProvider();
  let next = 0;
  provider.respondWith(() => SCRIPTS[(next += 1) % SCRIPTS.length] ?? refusal(401));
  provider.release('seen');
  await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
  const server = await home.start();
  const client = nativeClient(server.url);
  await storm(client);
  const before = holdingsOf(server.pid);
  const turns: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) turns.push(...(await storm(client)));
  for (const turn of turns) judgeLog(await readWholeLog(server.url, turn));
  expect((await fetch(`${server.url}/livez`)).status).toBe(200);
  const after = holdingsOf(server.pid);
  // Connections to the provider are kept for the next question, and the last clients may still be leaving.
  expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + AT_ONCE);
  expect(after.memory - before.memory).toBeLessThan(KEPT);
  expect(server.log()).not.toMatch(/"event":"(unexpected_error|stream_failed|request_failed)"/);
  expect(await server.stop()).toBe(0);
});

/** Asks many questions at once; every other reader leaves in the middle. Resolves when all turns have ended. */
async function storm(client: NativeClient): Promise<readonly string[]> {
  return Promise.all(
    Array.from({ length: AT_ONCE }, async (_, index) => {
      const stream = await client.ask(await client.createConversation(), `question ${index}`);
      expect(stream.status).toBe(200);
      if (index % 2 === 0) {
        await stream.received(1);
        stream.cut();
      }
      await stream.ended;
      const rest = await client.follow(turnOf(stream));
      expect(await rest.ended).toBe(true);
      return turnOf(stream);
    }),
  );
}
