import { afterAll, beforeAll, describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, words, type Script } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient, turnOf, type NativeClient } from '../support/native-client.ts';
import { judgeLog, nativeEvent } from '../support/oracle.ts';
import type { StreamClient } from '../support/stream-client.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { meteredAssistants } from './support/metered.ts';

const GRANT = 1_000;

let provider: FakeProvider;
let server: InProcess;
let users = 0;

beforeAll(async () => {
  provider = await startFakeProvider();
  server = await startInProcess({
    environment: { OPENAI_BASE_URL: provider.baseUrl, JWT_SECRET_KEY: SECRET, POINTS_GRANT: String(GRANT) },
    assistants: meteredAssistants(),
  });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider.close();
});

/** Somebody who has not been here yet. */
async function newUser(
  roles: readonly string[] = [],
): Promise<{ readonly name: string; readonly client: NativeClient }> {
  users += 1;
  const name = `user-${users}`;
  const token = await tokenFor(name, { roles });
  return { name, client: nativeClient(server.url, { authorization: `Bearer ${token}` }) };
}

async function ask(
  client: NativeClient,
  script: Script,
  more: Readonly<Record<string, unknown>> = {},
): Promise<StreamClient> {
  const marker = `question-${Math.random()}`;
  provider.onMarker(marker, script);
  return client.ask(await client.createConversation(), marker, more);
}

async function pointsOf(client: NativeClient): Promise<unknown> {
  return (await client.call('GET', '/points')).body;
}

async function linesOf(client: NativeClient): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { body } = await client.call('GET', '/points/ledger');
  return body['lines'] as readonly Readonly<Record<string, unknown>>[];
}

function usageIn(stream: StreamClient): unknown {
  return stream.events.map(nativeEvent).find(({ type }) => type === 'usage');
}

describe('a turn that costs points', () => {
  verifies('points:turn turn:24 turn:25', 'is paid by what the provider counted, and says what it cost', async () => {
    const { client } = await newUser();
    expect(await pointsOf(client)).toEqual({ balance: GRANT, reserved: 0, available: GRANT });
    const stream = await ask(client, answer(words(50), { input: 100 }));
    await stream.ended;
    expect(usageIn(stream)).toMatchObject({ input: 100, output: 50, points: 5, estimated: false });
    expect(await pointsOf(client)).toEqual({ balance: 995, reserved: 0, available: 995 });
    expect(await linesOf(client)).toMatchObject([
      { kind: 'turn', points: -5, balance: 995, turn: turnOf(stream) },
      { kind: 'welcome', points: GRANT, balance: GRANT },
    ]);
    const { body } = await client.call('GET', `/turns/${turnOf(stream)}`);
    expect(body).toMatchObject({ usage: { points: 5 } });
  });

  verifies('points:reserve', 'holds points while it runs and releases what it does not need', async () => {
    const { client } = await newUser();
    const held = await ask(
      client,
      {
        steps: [
          { kind: 'role' },
          { kind: 'delta', text: 'Hi' },
          { kind: 'wait', gate: 'hold' },
          ...answer(['!']).steps.slice(1),
        ],
      },
      { max_tokens: 300 },
    );
    await held.received(3);
    expect(await pointsOf(client)).toMatchObject({ balance: GRANT, reserved: 11, available: GRANT - 11 });
    provider.release('hold');
    await held.ended;
    expect(await pointsOf(client)).toEqual({ balance: GRANT - 1, reserved: 0, available: GRANT - 1 });
  });

  verifies('points:402 turn:3', 'is refused before anything is stored where too little is left', async () => {
    const { client, name } = await newUser();
    await takeAway(name, GRANT);
    const conversation = await client.createConversation();
    const before = provider.calls.length;
    const refused = await client.call('POST', `/conversations/${conversation}/turns`, { message: 'Hello' });
    expect(refused).toMatchObject({ status: 402, body: { code: 'insufficient_points', status: 402 } });
    expect(refused.body['detail']).toBe('This message costs at least 1 points, and 0 are left.');
    expect(provider.calls).toHaveLength(before);
    const { body } = await client.call('GET', `/conversations/${conversation}/messages`);
    expect(body).toEqual({ messages: [] });
  });

  verifies(
    'points:stop fault:S16',
    'ends where its points are used up, keeps what was said and costs no more',
    async () => {
      const { client, name } = await newUser();
      await takeAway(name, GRANT - 3);
      const stream = await ask(client, {
        steps: [...answer(words(2_000), { input: 9 }).steps.slice(0, 2), { kind: 'hang' }],
      });
      expect(await stream.ended).toBe(true);
      const log = stream.events.map(nativeEvent);
      const { text } = judgeLog(log);
      expect(text.split(' ').length).toBeGreaterThan(20);
      expect(text.length / 4).toBeLessThan(100);
      expect(log.find(({ type }) => type === 'progress')).toMatchObject({ step: 'points' });
      expect(log.at(-1)).toMatchObject({ type: 'turn.completed', finish: 'length', text });
      expect(await pointsOf(client)).toEqual({ balance: 0, reserved: 0, available: 0 });
    },
  );

  verifies('points:nothing turn:25', 'costs nothing where it failed before its first word', async () => {
    const { client } = await newUser();
    const stream = await ask(client, refusal(401));
    await stream.ended;
    expect(judgeLog(stream.events.map(nativeEvent)).end).toBe('turn.failed');
    expect(await pointsOf(client)).toEqual({ balance: GRANT, reserved: 0, available: GRANT });
    expect(await linesOf(client)).toMatchObject([{ kind: 'turn', points: 0 }, { kind: 'welcome' }]);
  });

  verifies(
    'points:partial turn:25',
    'costs what was said where the provider broke off, or the user stopped it',
    async () => {
      const { client } = await newUser();
      const broken = await ask(client, {
        steps: [...answer(words(70)).steps.slice(0, 2), { kind: 'wait', gate: 'gone' }, { kind: 'cut' }],
      });
      await broken.received(60);
      provider.release('gone');
      await broken.ended;
      expect(usageIn(broken)).toMatchObject({ estimated: true, points: 3 });
      const stopped = await ask(client, { steps: [...answer(words(40)).steps.slice(0, 2), { kind: 'hang' }] });
      await stopped.received(42);
      await client.cancel(turnOf(stopped));
      await stopped.ended;
      expect(usageIn(stopped)).toMatchObject({ estimated: true, points: 2 });
      expect(await pointsOf(client)).toEqual({ balance: GRANT - 5, reserved: 0, available: GRANT - 5 });
    },
  );

  verifies('points:repeat turn:25', 'is paid once, however often it is repeated, replayed or abandoned', async () => {
    const { client } = await newUser();
    const conversation = await client.createConversation();
    const repeat = () =>
      client.call(
        'POST',
        `/conversations/${conversation}/turns`,
        { message: 'Again', stream: false },
        { 'Idempotency-Key': 'k' },
      );
    const answers = await Promise.all(Array.from({ length: 20 }, repeat));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const turn = String((await repeat()).headers.get('x-turn-id'));
    const replay = await client.follow(turn);
    await replay.ended;
    expect(await linesOf(client)).toMatchObject([{ kind: 'turn', turn, points: -1 }, { kind: 'welcome' }]);
  });

  verifies('points:settle', 'is paid also where its reader is gone', async () => {
    const { client } = await newUser();
    const stream = await ask(client, {
      steps: [
        { kind: 'role' },
        { kind: 'wait', gate: 'reader-left' },
        ...answer(words(60), { input: 30 }).steps.slice(1),
      ],
    });
    await stream.received(1);
    stream.cut();
    provider.release('reader-left');
    const again = await client.follow(turnOf(stream));
    await again.ended;
    expect(await pointsOf(client)).toEqual({ balance: GRANT - 3, reserved: 0, available: GRANT - 3 });
  });
});

describe('an account', () => {
  verifies('points:parallel fault:S15 fault:S16', 'cannot be overspent by fifty turns at once', async () => {
    const { client, name } = await newUser();
    await takeAway(name, GRANT - 100);
    const conversations = await Promise.all(Array.from({ length: 50 }, () => client.createConversation()));
    const answers = await Promise.all(
      conversations.map((id) =>
        client.call('POST', `/conversations/${id}/turns`, { message: 'Me too', max_tokens: 270, stream: false }),
      ),
    );
    const paid = answers.filter(({ status }) => status === 200);
    expect(answers.every(({ status }) => status === 200 || status === 402)).toBe(true);
    // At most ten hold ten points each at a time; each costs one, so that more fit in once some have ended.
    expect(paid.length).toBeGreaterThanOrEqual(10);
    expect(await pointsOf(client)).toEqual({ balance: 100 - paid.length, reserved: 0, available: 100 - paid.length });
    for (const line of await linesOf(client)) expect(line['balance']).toBeGreaterThanOrEqual(0);
  });

  verifies('points:ledger', 'is read in pages', async () => {
    const { client, name } = await newUser();
    for (const points of [1, 2, 3]) await grant(name, points);
    const first = await client.call('GET', '/points/ledger?limit=2');
    expect(first.body).toMatchObject({ lines: [{ points: 3 }, { points: 2 }] });
    const second = await client.call('GET', `/points/ledger?limit=2&after=${String(first.body['next'])}`);
    expect(second.body).toMatchObject({ lines: [{ points: 1 }, { kind: 'welcome' }], next: null });
    expect(await client.call('GET', '/points/ledger?after=nonsense')).toMatchObject({ status: 400 });
  });

  verifies('points:admin fault:S03', 'is changed by administrators only', async () => {
    const { client, name } = await newUser();
    const path = `/users/${name}/points`;
    const body = { points: 50, reason: 'A present' };
    expect(await client.call('POST', path, body)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await client.call('GET', path)).toMatchObject({ status: 403 });
    const admin = (await newUser(['admin'])).client;
    const key = { 'Idempotency-Key': 'present' };
    expect(await admin.call('POST', path, body, key)).toMatchObject({ status: 201, body: { balance: GRANT + 50 } });
    expect(await admin.call('POST', path, body, key)).toMatchObject({ status: 201, body: { balance: GRANT + 50 } });
    expect(await admin.call('POST', path, { ...body, points: 51 }, key)).toMatchObject({ status: 422 });
    expect(await admin.call('GET', path)).toMatchObject({ status: 200, body: { balance: GRANT + 50 } });
    const [line] = await linesOf(client);
    expect(line).toMatchObject({ kind: 'grant', points: 50, reason: 'A present' });
  });

  verifies(
    'points:grant fault:S15',
    'takes back no more than is there, and nothing that cannot be counted',
    async () => {
      const { name, client } = await newUser();
      const admin = (await newUser(['admin'])).client;
      for (const points of [-GRANT - 1, 0, 1.5, 1e300, '5', null]) {
        const { status } = await admin.call('POST', `/users/${name}/points`, { points, reason: 'Why not' });
        expect([points, status]).toEqual([points, 400]);
      }
      expect(await pointsOf(client)).toMatchObject({ balance: GRANT });
    },
  );
});

async function grant(name: string, points: number): Promise<void> {
  const { client } = await newUser(['admin']);
  const { status } = await client.call('POST', `/users/${name}/points`, { points, reason: 'For a test' });
  expect(status).toBe(201);
}

async function takeAway(name: string, points: number): Promise<void> {
  await grant(name, -points);
}
