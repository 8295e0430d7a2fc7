import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SystemClock } from '../../src/adapters/clock/system.ts';
import { loadAssistants } from '../../src/assistants.ts';
import type { Assistants } from '../../src/engine/assistant.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, words, type Script } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient, turnOf, type NativeClient } from '../support/native-client.ts';
import { judgeLog, nativeEvent } from '../support/oracle.ts';
import type { StreamClient } from '../support/stream-client.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

let provider: FakeProvider;
let server: InProcess;
/** How far the server's calendar is ahead. */
let aheadMs = 0;
let alice: NativeClient;
let bob: NativeClient;
let markers = 0;

/** The shipped assistant with these capabilities. */
function assistantsWith(...capabilities: readonly string[]): Assistants {
  const shipped = loadAssistants().get('assistant');
  if (shipped === undefined) throw new Error('The assistant is not shipped.');
  const changed = { ...shipped, capabilities };
  return { get: (name) => (name === 'assistant' ? changed : undefined), list: () => [changed] };
}

beforeAll(async () => {
  provider = await startFakeProvider();
  const system = new SystemClock();
  server = await startInProcess({
    clock: {
      now: () => system.now() + aheadMs,
      elapsed: () => system.elapsed(),
      after: (delayMs, callback) => system.after(delayMs, callback),
      soon: (callback) => system.soon(callback),
    },
    environment: { OPENAI_BASE_URL: provider.baseUrl, JWT_SECRET_KEY: SECRET },
    assistants: assistantsWith('cache', 'metering'),
  });
  alice = await clientOf('alice');
  bob = await clientOf('bob');
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider.close();
});

async function clientOf(user: string): Promise<NativeClient> {
  const exp = Math.floor(Date.now() / 1_000) + 30 * 24 * 3_600;
  return nativeClient(server.url, { authorization: `Bearer ${await tokenFor(user, { exp })}` });
}

/** A question that the provider answers so, once for each script. */
function question(...scripts: readonly [Script, ...Script[]]): string {
  markers += 1;
  const marker = `What is number ${markers}?`;
  provider.onMarker(marker, ...scripts);
  return marker;
}

/** Asks in a new conversation, or in this one. */
async function ask(client: NativeClient, message: string, in_?: string, more: object = {}): Promise<StreamClient> {
  const stream = await client.ask(in_ ?? (await client.createConversation()), message, { ...more });
  await stream.ended;
  return stream;
}

function textOf(stream: StreamClient): string {
  return judgeLog(stream.events.map(nativeEvent)).text;
}

function usageOf(stream: StreamClient): unknown {
  return stream.events.map(nativeEvent).find(({ type }) => type === 'usage');
}

describe('an assistant that lists the cache', () => {
  verifies('cache:answer cache:price', 'repeats an answer as a turn of its own, marked and at its price', async () => {
    const asked = question(answer(['Forty', '-two.'], { input: 900 }));
    const first = await ask(alice, asked);
    expect(usageOf(first)).toMatchObject({ provider: 'openai', input: 900, points: 31 });
    const calls = provider.calls.length;
    const again = await ask(alice, `  ${asked} `);
    expect(provider.calls.length).toBe(calls);
    expect(textOf(again)).toBe('Forty-two.');
    expect(usageOf(again)).toMatchObject({ provider: 'cache', input: 0, output: 0, points: 1, estimated: false });
    expect(turnOf(again)).not.toBe(turnOf(first));
    // A turn like any other: it can be read again, and it is the conversation's history.
    const replay = await alice.follow(turnOf(again));
    await replay.ended;
    expect(replay.events).toEqual(again.events);
    const { body } = await alice.call('GET', `/turns/${turnOf(again)}`);
    expect(body).toMatchObject({ status: 'completed', upstream_calls: [], usage: { provider: 'cache', points: 1 } });
    const messages = await alice.call('GET', `/conversations/${String(body['conversation'])}/messages`);
    expect(messages.body['messages']).toMatchObject([{ role: 'user' }, { role: 'assistant', text: 'Forty-two.' }]);
  });

  verifies('cache:price', 'repeats an answer whole to somebody who could not pay for it anew', async () => {
    const carol = await clientOf('carol');
    const asked = question(answer(words(600)));
    const first = textOf(await ask(carol, asked));
    const { body } = await carol.call('GET', '/points');
    const token = await tokenFor('root', { roles: ['admin'] });
    const taken = { points: 10 - Number(body['balance']), reason: 'To leave ten' };
    const admin = nativeClient(server.url, { authorization: `Bearer ${token}` });
    expect(await admin.call('POST', '/users/carol/points', taken)).toMatchObject({ body: { balance: 10 } });
    const again = await ask(carol, asked);
    expect(textOf(again)).toBe(first);
    expect(usageOf(again)).toMatchObject({ provider: 'cache', points: 1 });
    expect(textOf(await ask(carol, question(answer(words(600))))).length).toBeLessThan(first.length);
  });

  verifies('fault:S05', 'never gives an answer to another user, however alike they ask', async () => {
    const asked = question(answer(['For Alice.']), answer(['For Bob.']), answer(['For nobody.']));
    expect(textOf(await ask(alice, asked))).toBe('For Alice.');
    expect(textOf(await ask(bob, asked))).toBe('For Bob.');
    expect(textOf(await ask(alice, asked))).toBe('For Alice.');
    expect(textOf(await ask(bob, asked))).toBe('For Bob.');
    // Names that would be the same, were they only put one after the other.
    const odd = await clientOf('bob","assistant');
    expect(textOf(await ask(odd, asked))).toBe('For nobody.');
  });

  verifies('cache:answer', 'asks the model where anything in the context differs', async () => {
    const asked = question(answer(['One.']), answer(['Two.']), answer(['Three.']), answer(['Four.']));
    const opening = question(answer(['Good day.']));
    const conversation = await alice.createConversation();
    await ask(alice, opening, conversation);
    expect(textOf(await ask(alice, asked, conversation))).toBe('One.');
    expect(textOf(await ask(alice, asked))).toBe('Two.');
    expect(textOf(await ask(alice, asked, undefined, { max_tokens: 77 }))).toBe('Three.');
    // The same words in the same order, in another conversation.
    const same = await alice.createConversation();
    const calls = provider.calls.length;
    await ask(alice, opening, same);
    expect(textOf(await ask(alice, asked, same))).toBe('One.');
    expect(provider.calls.length).toBe(calls);
    // In the first, the question stands before itself now.
    expect(textOf(await ask(alice, asked, conversation))).toBe('Four.');
  });

  verifies(
    'cache:whole',
    'keeps nothing that was cut short, failed or cancelled, and nothing for longer than a day',
    async () => {
      const cut: Script = {
        steps: [...answer(['Half']).steps.slice(0, 2), { kind: 'finish', reason: 'length' }, { kind: 'done' }],
      };
      const broken: Script = { steps: [...answer(['Bro']).steps.slice(0, 2), { kind: 'fin' }] };
      const asked = question(cut, broken, answer(['Whole.']), answer(['New.']));
      expect(textOf(await ask(alice, asked))).toBe('Half');
      await ask(alice, asked);
      expect(textOf(await ask(alice, asked))).toBe('Whole.');
      aheadMs += DAY_MS - 60_000;
      expect(textOf(await ask(alice, asked))).toBe('Whole.');
      aheadMs += 120_000;
      expect(textOf(await ask(alice, asked))).toBe('New.');
    },
  );

  verifies('cache:erased', 'forgets an answer with the conversation that it was given in', async () => {
    const asked = question(answer(['First.']), answer(['Second.']));
    const conversation = await alice.createConversation();
    await ask(alice, asked, conversation);
    expect((await alice.call('DELETE', `/conversations/${conversation}`)).status).toBe(204);
    expect(textOf(await ask(alice, asked))).toBe('Second.');
  });
});

test('an assistant that does not list it asks the model each time', async () => {
  await using plain = await startInProcess({
    environment: { OPENAI_BASE_URL: provider.baseUrl },
    assistants: assistantsWith(),
  });
  const client = nativeClient(plain.url);
  const asked = question(answer(['One.']), answer(['Two.']));
  expect(textOf(await ask(client, asked))).toBe('One.');
  expect(textOf(await ask(client, asked))).toBe('Two.');
});

test('a server does not start where the cache would keep what depends on more than the conversation', async () => {
  await expect(startInProcess({ assistants: assistantsWith('memory', 'cache') })).rejects.toThrow(
    '"memory" takes part',
  );
});

describe("a provider's own cache", () => {
  verifies(
    'cache:prefix cache:cached-input',
    'finds what it was asked to keep at the beginning of the next request',
    async () => {
      await using own = await startInProcess({
        environment: {
          ANTHROPIC_BASE_URL: provider.baseUrl,
          ANTHROPIC_API_KEY: 'canary.123456789',
          MODEL: 'anthropic',
        },
        assistants: assistantsWith(),
      });
      const client = nativeClient(own.url);
      const conversation = await client.createConversation();
      const first = question(answer(['One.']));
      const second = question({
        steps: [
          { kind: 'role' },
          { kind: 'delta', text: 'Two.' },
          { kind: 'finish', reason: 'stop' },
          { kind: 'usage', input: 2_000, output: 3, cached: 1_900 },
          { kind: 'done' },
        ],
      });
      await ask(client, first, conversation);
      const stream = await ask(client, second, conversation);
      const [before, after] = provider.calls.slice(-2).map(({ body }) => keptIn(body));
      if (before === undefined || after === undefined) throw new Error('The provider was not asked twice.');
      expect(before.marks).toBe(2);
      expect(after.blocks.slice(0, before.blocks.length)).toEqual(before.blocks);
      expect(after.blocks.length).toBeGreaterThan(before.blocks.length);
      expect(usageOf(stream)).toMatchObject({ input: 2_000, cachedInput: 1_900, provider: 'anthropic' });
      const { body } = await client.call('GET', `/turns/${turnOf(stream)}`);
      expect(body).toMatchObject({ usage: { input: 2_000, cached_input: 1_900 } });
    },
  );
});

interface Block {
  readonly cache_control?: unknown;
}

interface MessagesBody {
  readonly system: readonly Block[];
  readonly messages: readonly { readonly role: string; readonly content: readonly Block[] }[];
}

/** All that stands before the last mark, in the order in which the service reads it, and how many marks there are. */
function keptIn(body: unknown): { readonly blocks: readonly string[]; readonly marks: number } {
  // Its form is what the wire's own tests prove.
  const { system, messages } = body as MessagesBody;
  const all = [...system, ...messages.flatMap(({ role, content }) => content.map((block) => ({ role, ...block })))];
  const marks = all.filter((block) => 'cache_control' in block).length;
  const last = all.findLastIndex((block) => 'cache_control' in block);
  const blocks = all.slice(0, last + 1).map((block) => JSON.stringify({ ...block, cache_control: undefined }));
  return { blocks, marks };
}
