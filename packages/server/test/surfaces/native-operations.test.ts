import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { answer, refusal, words } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { turnOf } from '../support/native-client.ts';
import { useServer } from '../support/use-server.ts';

const PATH = '/api/v1/operations';
const used = useServer();

verifies('operations:now', 'shows what runs, how the last minute was, and what went wrong', async () => {
  const conversation = await used.client.createConversation();
  used.provider.enqueue(answer(words(20)), refusal(401), {
    steps: [...answer(words(3)).steps.slice(0, 2), { kind: 'wait', gate: 'held' }],
  });
  for (const message of ['Fine', 'Refused']) await (await used.client.ask(conversation, message)).ended;
  const live = await used.client.ask(conversation, 'Held');
  await live.received(3);
  const { status, body } = await used.client.call('GET', '/operations');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    process: { memory_bytes: expect.any(Number), uptime_s: expect.any(Number) },
    open: { turns: 1, streams: 1 },
    last_minute: { completed: 1, failed: 1, cancelled: 0, tokens: 20, first_content_ms: { p50: expect.any(Number) } },
    turns: [{ turn: turnOf(live), assistant: 'assistant', owner: 'anonymous', first_content_ms: expect.any(Number) }],
    degraded: [],
  });
  expect(body['problems']).toContainEqual({
    at: expect.any(String),
    level: 'WARNING',
    event: 'turn_ended',
    correlation_id: expect.any(String),
    facts: expect.objectContaining({ code: expect.any(String), mount: 'native' }),
  });
  used.provider.release('held');
  await used.client.cancel(turnOf(live));
  expect(await live.ended).toBe(true);
});

verifies('operations:who', 'is shown to administrators, and without a secret to this machine alone', async () => {
  const statusOf = (base: string, headers: Readonly<Record<string, string>>): Promise<number> =>
    new Promise((resolve, reject) => {
      const asking = request(`${base}${PATH}`, { headers, agent: false }, (response) => {
        text(response).then(() => resolve(response.statusCode ?? 0), reject);
      });
      asking.once('error', reject).end();
    });
  expect(await statusOf(used.server.url, {})).toBe(200);
  expect(await statusOf(used.server.url, { 'x-forwarded-for': '203.0.113.7' })).toBe(403);
  await using server = await startInProcess({ environment: { JWT_SECRET_KEY: SECRET, ALLOW_ANONYMOUS: 'true' } });
  expect(await statusOf(server.url, {})).toBe(403);
  expect(await statusOf(server.url, { authorization: `Bearer ${await tokenFor('alice')}` })).toBe(403);
  const admin = await tokenFor('root', { roles: ['admin'] });
  expect(await statusOf(server.url, { authorization: `Bearer ${admin}` })).toBe(200);
});
