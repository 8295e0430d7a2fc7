import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { rawRequest } from '../http/support/raw-request.ts';
import type { Thing } from './access/access-row.ts';
import { ACCESS_TABLE, titleOf } from './access/access-table.ts';
import { startWorld, type World } from './access/world.ts';

const LISTED = 'https://chat.example.com';

/** Pages that are not ours: also those whose names begin or end like a listed one. */
const FOREIGN = [
  'https://evil.example',
  'null',
  'http://chat.example.com',
  `${LISTED}.evil.example`,
  'https://evil-chat.example.com',
  'https://evil.example/chat.example.com',
  `${LISTED}:8443`,
  'https://chat.example.com@evil.example',
  'file://',
];

describe('Pages of other origins', () => {
  let world: World;
  /** The owner's; whoever asks here is somebody else, so that it stays as it is. */
  let thing: Thing;
  beforeAll(async () => {
    world = await startWorld({ HOST: '0.0.0.0', CORS_ORIGINS: LISTED });
    thing = await world.makeThing();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  for (const row of ACCESS_TABLE) {
    verifies(
      'fault:S10',
      `read of ${titleOf(row)} what its row says, and never with credentials: ${row.pages}`,
      async () => {
        const [method = ''] = row.route.split(' ');
        for (const origin of FOREIGN) {
          const asking = row.ask(thing);
          const { headers } = await world.send(method, { ...asking, headers: { ...asking.headers, origin } }, 'other');
          expect([origin, headers['access-control-allow-credentials']]).toEqual([origin, undefined]);
          const allowed = headers['access-control-allow-origin'];
          expect([origin, allowed]).toEqual([origin, row.pages === 'any' ? '*' : undefined]);
        }
      },
    );
  }

  verifies('fault:S10', 'cannot send to the native API what a form can send', async () => {
    const path = `/api/v1/conversations/${thing.conversation}/turns`;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/plain; application/json',
      'application/jsonp',
    ]) {
      const asking = { path, body: { message: 'Hello' }, headers: { 'content-type': type } };
      const { status, body } = await world.send('POST', asking, 'owner');
      expect([type, status]).toEqual([type, 415]);
      expect(JSON.parse(body)).toMatchObject({ code: 'unsupported_media_type' });
    }
  });

  verifies('fault:S10', 'get nothing by a cookie: there is none, and one that is sent counts for nothing', async () => {
    for (const row of ACCESS_TABLE.filter(({ access }) => access !== 'open')) {
      const [method = ''] = row.route.split(' ');
      const asking = row.ask(thing);
      const cookie = 'token=x; session=alice; authorization=Bearer x';
      const answer = await world.send(method, { ...asking, headers: { ...asking.headers, cookie } }, 'anonymous');
      expect([titleOf(row), answer.status, answer.headers['set-cookie']]).toEqual([titleOf(row), 401, undefined]);
    }
  });
});

describe('On loopback', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({});
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  const HOSTS = [
    'rebound.example',
    '127.0.0.1.rebound.example',
    'localhost.rebound.example',
    '10.0.0.1',
    '0.0.0.0',
    '[::]',
    '',
  ];

  for (const row of ACCESS_TABLE.filter(({ pages, access }) => pages === 'own' && access !== 'open')) {
    verifies('fault:S10', `${titleOf(row)} does not answer under a name that merely leads here`, async () => {
      const { path } = row.ask({
        conversation: 'unknown',
        turn: 'unknown',
        message: 'unknown',
        media: 'unknown',
        document: 'unknown',
      });
      const [method = ''] = row.route.split(' ');
      for (const host of HOSTS) {
        const { status } = await rawRequest(Number(new URL(world.server.url).port), [
          `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
        ]);
        expect([host, status]).toEqual([host, 403]);
      }
    });
  }

  test('a page of another origin cannot make the native API do anything', async () => {
    const before = await world.send('GET', { path: '/api/v1/conversations' }, 'anonymous');
    for (const origin of FOREIGN) {
      const asking = { path: '/api/v1/conversations', body: {}, headers: { origin } };
      expect((await world.send('POST', asking, 'anonymous')).status).toBe(403);
    }
    expect((await world.send('GET', { path: '/api/v1/conversations' }, 'anonymous')).body).toBe(before.body);
  });
});
