import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { loadConfig } from '../../src/config.ts';
import { refusedStart } from '../support/refused-start.ts';
import { createServerHome } from '../support/server-process.ts';
import { openStreamClient } from '../support/stream-client.ts';

verifies('http:listen', 'serves one system at the root of a port of its own, beside PORT', async () => {
  await using home = await createServerHome();
  const server = await home.start({ LISTEN: 'assistant=0' });
  const alone = /assistant alone: (\S+)/.exec(server.errors())?.[1] ?? '';
  expect(alone).not.toBe(server.url);
  const stream = await openStreamClient(alone, { path: '/chat', body: { message: 'Hello' } });
  expect(await stream.ended).toBe(true);
  expect(JSON.parse(stream.events.at(-1)?.data ?? '')).toMatchObject({ is_final: true });
  // What was begun there goes on here: it is one server.
  const cursor = stream.events[0]?.id ?? '';
  const rest = await openStreamClient(server.url, {
    method: 'POST',
    path: '/assistant/chat',
    headers: { 'last-event-id': cursor },
  });
  expect(await rest.ended).toBe(true);
  expect(rest.events).toEqual(stream.events.slice(1));
  for (const path of ['/health', '/docs', '/openapi.json', '/livez', '/readyz', '/metrics']) {
    expect([path, (await fetch(`${alone}${path}`)).status]).toEqual([path, 200]);
  }
  const elsewhere = await fetch(`${alone}/api/v1/conversations`);
  expect([elsewhere.status, await elsewhere.json()]).toEqual([404, expect.objectContaining({ error: 'Not found' })]);
  expect((await fetch(`${server.url}/api/v1/conversations`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

verifies('http:listen', 'refuses a system that does not exist, by its name', () => {
  const { code, stderr } = refusedStart({ LISTEN: 'nonsense=0', STORE_URL: 'sqlite:/nowhere/at/all.db' });
  expect(code).toBe(78);
  expect(stderr).toMatch(/^LISTEN names "nonsense", and the systems are .*assistant.*\.\n$/);
});

test('LISTEN that contradicts itself or PORT is refused in one line', () => {
  const problem = (LISTEN: string, PORT = '8000') => {
    try {
      return loadConfig({ LISTEN, PORT }).listen;
    } catch (error) {
      return String(error);
    }
  };
  expect(problem('milo=8001, staff=8002')).toEqual([
    { system: 'milo', port: 8_001 },
    { system: 'staff', port: 8_002 },
  ]);
  expect(problem('milo=0,staff=0', '0')).toHaveLength(2);
  expect(problem('milo')).toMatch(/LISTEN must list systems and ports/);
  expect(problem('milo=80000')).toMatch(/LISTEN must be a whole number from 0 to 65535/);
  expect(problem('milo=8001,milo=8002')).toMatch(/LISTEN must name each system once/);
  expect(problem('milo=8000')).toMatch(/LISTEN gives milo the port 8000, which PORT has: choose another/);
  expect(problem('milo=8001,staff=8001')).toMatch(/LISTEN gives staff the port 8001, which milo has/);
});
