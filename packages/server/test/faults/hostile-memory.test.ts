import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer, words, type Step } from '../support/fake-provider/script.ts';
import { nativeClient, turnOf, type NativeClient } from '../support/native-client.ts';
import { judgeLog, nativeEvent, readWholeLog } from '../support/oracle.ts';
import { forgetPeak, holdingsOf } from '../support/process-memory.ts';
import { createServerHome } from '../support/server-process.ts';
import type { WireName } from '../support/upstream.ts';

const MEGABYTE = 1024 * 1024;
const PIECE = Buffer.alloc(65_536, '0');
/** A gigabyte, of which the server takes what it takes. */
const ENDLESS = Array.from({ length: 16_384 }, (): Step => ({ kind: 'chunk', bytes: PIECE }));
/** The first answers make the server compile and grow what it needs for any. */
const WARM_UP = 20;
const ROUNDS = 9;
const BURST = words(10_000, 15);
const LONG_BURST = words(50_000, 15);

const ENVIRONMENTS: readonly (readonly [wire: WireName, environment: (baseUrl: string) => Record<string, string>])[] = [
  ['openai', (baseUrl) => ({ OPENAI_BASE_URL: baseUrl })],
  ['responses', (baseUrl) => ({ OPENAI_BASE_URL: baseUrl, OPENAI_API: 'responses' })],
  ['anthropic', (baseUrl) => ({ ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_API_KEY: 'key', ANTHROPIC_MODEL: 'model' })],
];

describe.each(ENVIRONMENTS)('the memory of a server over %s', (_wire, environment) => {
  verifies('fault:U10', 'does not grow with an event that never ends', async () => {
    await using provider = await startFakeProvider();
    await using home = await createServerHome(environment(provider.baseUrl));
    const server = await home.start();
    const client = nativeClient(server.url);
    const askEndless = async (): Promise<void> => {
      const first: Step = { kind: 'chunk', bytes: 'data: ' };
      provider.enqueue({ steps: [first, ...ENDLESS] });
      const stream = await client.ask(await client.createConversation(), 'Say one thing');
      expect(await stream.ended).toBe(true);
      const log = stream.events.map(nativeEvent);
      judgeLog(log);
      expect(log.at(-1)).toMatchObject({ type: 'turn.failed', code: 'upstream_protocol' });
    };
    for (let round = 0; round < WARM_UP; round += 1) await askEndless();
    const before = holdingsOf(server.pid).memory;
    const growths: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) growths.push(await peakGrowth(server.pid, askEndless));
    await provider.connectionsAre(0);
    for (const { written } of provider.calls) {
      // The cap of one megabyte, and what two sockets hold.
      expect(written).toBeLessThan(8 * MEGABYTE);
    }
    // In the middle, because what is collected when is the runtime's own affair; all of them together leave no more.
    expect(growths.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]).toBeLessThan(8);
    expect(holdingsOf(server.pid).memory - before).toBeLessThan(32);
  });
});

verifies('fault:U15', 'fifty thousand tokens at once arrive in order, in bounded memory and few commits', async () => {
  await using provider = await startFakeProvider();
  await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
  const server = await home.start();
  const client = nativeClient(server.url);
  provider.enqueue(...Array.from({ length: WARM_UP / 2 }, () => answer(BURST)), answer(LONG_BURST));
  for (let round = 0; round < WARM_UP / 2; round += 1) await burst(client);
  const commits = await commitsOf(server.url);
  let turn = '';
  const growth = await peakGrowth(server.pid, async () => {
    turn = await burst(client);
  });
  expect(growth).toBeLessThan(64);
  expect((await commitsOf(server.url)) - commits).toBeLessThan(LONG_BURST.length / 100);
  const log = await readWholeLog(server.url, turn);
  expect(judgeLog(log)).toMatchObject({ text: LONG_BURST.join(''), end: 'turn.completed' });
  expect(log.filter(({ type }) => type === 'part.delta')).toHaveLength(LONG_BURST.length);
});

async function burst(client: NativeClient): Promise<string> {
  const stream = await client.ask(await client.createConversation(), 'Much, and fast');
  expect(await stream.ended).toBe(true);
  return turnOf(stream);
}

/** By how many megabytes resident memory grew at most while `work` was done. */
async function peakGrowth(pid: number, work: () => Promise<void>): Promise<number> {
  forgetPeak(pid);
  const { memory } = holdingsOf(pid);
  await work();
  return holdingsOf(pid).peak - memory;
}

async function commitsOf(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const count = /^parlance_commit_seconds_count (\d+)$/m.exec(text)?.[1];
  if (count === undefined) throw new Error('The metrics do not count commits.');
  return Number(count);
}
