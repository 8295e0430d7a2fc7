import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { CALLERS, OWNERS_WORDS, type Access, type AccessRow, type Caller } from './access/access-row.ts';
import { ACCESS_TABLE, problemsOf, titleOf } from './access/access-table.ts';
import { routesOf } from './access/route-table.ts';
import { startWorld, type World } from './access/world.ts';

const FINE: readonly number[] = [200, 201, 202, 204];

/** What each caller is answered; `fine` is any 2xx. */
const ANSWERS: Readonly<Record<Access, Readonly<Record<Caller, number | 'fine'>>>> = {
  open: { anonymous: 'fine', expired: 'fine', other: 'fine', admin: 'fine', owner: 'fine' },
  user: { anonymous: 401, expired: 401, other: 'fine', admin: 'fine', owner: 'fine' },
  owner: { anonymous: 401, expired: 401, other: 404, admin: 404, owner: 'fine' },
  admin: { anonymous: 401, expired: 401, other: 403, admin: 'fine', owner: 403 },
};

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

verifies('security:routes', 'of every route it is written down who may use it', () => {
  expect(problemsOf(routesOf(world.server.app), ACCESS_TABLE)).toEqual([]);
});

test('a route that nobody thought of is found, and so is a row that is out of date', () => {
  const [first] = ACCESS_TABLE;
  if (first === undefined) throw new Error('The table is empty.');
  const rows: readonly AccessRow[] = [first, first, { ...first, route: 'GET /gone' }];
  expect(problemsOf(['GET /', 'HEAD /', 'OPTIONS /secrets', 'GET /secrets'], rows)).toEqual([
    expect.stringMatching(/^GET \/secrets is served, and nobody said .*\/security\/access\/rows\//),
    'GET /gone has a row and is not served. Remove the row.',
    'GET / has two rows.',
  ]);
  const printed = '└── / (GET, HEAD)\n    ├── a/:id (GET)\n    │   └── /b (POST)\n    └── c (PUT)\n';
  expect(routesOf({ printRoutes: () => printed })).toEqual([
    'GET /',
    'HEAD /',
    'GET /a/:id',
    'POST /a/:id/b',
    'PUT /c',
  ]);
  expect(() => routesOf({ printRoutes: () => 'something else' })).toThrow('not understood');
});

for (const row of ACCESS_TABLE) {
  verifies('security:routes', `${titleOf(row)} answers each caller as its row says: ${row.access}`, async () => {
    const thing = await world.makeThing(row);
    const title = titleOf(row);
    // Those who may not come first: what they do must not be in the way of those who may.
    for (const caller of CALLERS) {
      const { status, body } = await world.ask(row, thing, caller);
      const wanted = caller === 'owner' ? (row.ownerGets ?? ANSWERS[row.access].owner) : ANSWERS[row.access][caller];
      expect([title, caller, FINE.includes(status) ? 'fine' : status]).toEqual([title, caller, wanted]);
      if (caller !== 'owner') expect(body).not.toContain(OWNERS_WORDS);
    }
  });
}

verifies('security:routes', 'HEAD answers each caller as GET does, without a body', async () => {
  const heads = routesOf(world.server.app).filter((route) => route.startsWith('HEAD '));
  expect(heads.length).toBeGreaterThan(10);
  for (const route of heads) {
    const row = ACCESS_TABLE.find((each) => each.route === route.replace('HEAD', 'GET'));
    if (row === undefined) throw new Error(`${route} has no row for GET.`);
    const thing = await world.makeThing(row);
    for (const caller of CALLERS) {
      const get = await world.ask(row, thing, caller);
      const head = await world.ask(row, thing, caller, 'HEAD');
      expect([route, caller, head.status, head.body]).toEqual([route, caller, get.status, '']);
    }
  }
});

verifies('security:routes', 'OPTIONS tells everybody the same and nothing of what is stored', async () => {
  const thing = await world.makeThing();
  const unknown = {
    conversation: 'unknown',
    turn: 'unknown',
    message: 'unknown',
    media: 'unknown',
    document: 'unknown',
  };
  const asked = routesOf(world.server.app).filter((route) => route.startsWith('OPTIONS '));
  for (const route of asked) {
    const row = ACCESS_TABLE.find((each) => each.route.split(' ')[1] === route.split(' ')[1]);
    if (row === undefined) throw new Error(`${route} has no row of another method.`);
    const answers = [];
    for (const caller of CALLERS) {
      answers.push(await world.ask(row, thing, caller, 'OPTIONS'));
    }
    answers.push(await world.ask(row, unknown, 'anonymous', 'OPTIONS'));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size, route).toBe(1);
    expect(answers[0]).toMatchObject({ status: 204, body: '' });
  }
});

verifies('fault:S17', 'where everybody is let in, administration still is for administrators', async () => {
  await using open = await startWorld({ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' });
  const thing = await open.makeThing();
  const rows = ACCESS_TABLE.filter(({ access }) => access === 'admin');
  expect(rows.map(({ route }) => route)).toContain('GET /metrics');
  for (const row of rows) {
    const statuses = await Promise.all(CALLERS.map(async (caller) => (await open.ask(row, thing, caller)).status));
    expect([titleOf(row), statuses.map((status) => (FINE.includes(status) ? 'fine' : status))]).toEqual([
      titleOf(row),
      [403, 401, 403, 'fine', 403],
    ]);
  }
});

verifies('fault:S17', 'what other servers leave lying about is not there', async () => {
  const usual = [
    '/.env', '/.git/config', '/package.json', '/data/parlance.db', '/data/dev-secret', '/admin', '/debug', '/debug/pprof',
    '/graphiql', '/playground', '/server-status', '/actuator/env', '/swagger-ui', '/src/main.ts', '/..%2f..%2fetc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd', '/api/v1/..%2f..%2fmetrics', '/static/../../.env',
  ]; // prettier-ignore
  for (const path of usual) {
    const { status, body } = await world.send('GET', { path }, 'anonymous');
    expect([path, status]).toEqual([path, 404]);
    expect(body).not.toMatch(/root:|JWT_SECRET_KEY|SQLite/);
  }
});
