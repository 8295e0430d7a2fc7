import { z } from 'zod';
import { Skipped } from '../failure.ts';
import { expectBody, expectProblem, expectStatus, expectThat } from '../reply.ts';
import type { Step } from '../step.ts';
import type { World } from '../world.ts';

const BASE = '/api/v1';
const WEBHOOKS = `${BASE}/webhooks`;
const POINTS = z.object({ balance: z.number(), reserved: z.number(), available: z.number() });
const WEBHOOK = z.object({ id: z.string(), url: z.string(), enabled: z.boolean(), events: z.array(z.string()) });
/** Nobody listens there, and the server's guard lets nothing out to it. */
const NOWHERE = 'http://localhost:9/';

const hook = (world: World, path = ''): string => `${WEBHOOKS}/${world.kept('webhook')}${path}`;

export const accountSteps: readonly Step[] = [
  {
    operation: `GET ${BASE}/points`,
    title: 'tells the balance',
    run: async ({ ask }) => void expectBody(await ask({ path: `${BASE}/points` }), 200, POINTS),
  },
  {
    operation: `GET ${BASE}/points/ledger`,
    title: 'lists what was spent',
    run: async ({ ask }) => {
      expectStatus(await ask({ path: `${BASE}/points/ledger?limit=2` }), 200);
    },
  },
  {
    operation: `GET ${BASE}/users/{user}/points`,
    title: 'is for administrators',
    run: async (world) => {
      const reply = await world.ask({ path: `${BASE}/users/${world.run}/points` });
      if (reply.status !== 200) expectStatus(reply, 401, 403);
      else expectBody(reply, 200, POINTS);
    },
  },
  {
    operation: `POST ${BASE}/users/{user}/points`,
    title: 'is for administrators, and refuses what is not valid',
    run: async ({ ask, run }) =>
      expectStatus(await ask({ path: `${BASE}/users/${run}/points`, body: {} }), 400, 401, 403),
  },
  {
    operation: `POST ${BASE}/users/{user}/tokens/revoke`,
    title: 'is for administrators',
    run: async (world) => {
      const { status } = await world.ask({ path: `${BASE}/users/${world.run}/points` });
      if (status === 200) throw new Skipped("with an administrator's token it would leave a revocation behind");
      expectStatus(await world.ask({ path: `${BASE}/users/${world.run}/tokens/revoke`, body: {} }), 401, 403);
    },
  },
  {
    operation: `DELETE ${BASE}/users/{user}`,
    title: 'is for administrators, and finds nothing of a user that there is not',
    run: async ({ ask, run }) => {
      expectStatus(await ask({ method: 'DELETE', path: `${BASE}/users/${run}` }), 204, 401, 403, 404);
    },
  },
  {
    operation: `GET ${BASE}/operations`,
    title: 'tells how the server is doing, where one may know',
    run: async ({ ask }) => {
      const reply = await ask({ path: `${BASE}/operations` });
      if (reply.status === 401 || reply.status === 403) throw new Skipped('it needs a token with the role admin');
      expectBody(reply, 200, z.object({ process: z.object({ uptime_s: z.number() }) }));
    },
  },
  {
    operation: `POST ${WEBHOOKS}`,
    title: 'registers one, and tells its secret',
    run: async (world) => {
      const reply = await world.ask({ path: WEBHOOKS, body: { url: NOWHERE, enabled: false } });
      const { id } = expectBody(reply, 201, WEBHOOK.extend({ secret: z.string().startsWith('whsec_') }));
      world.atEnd(`${WEBHOOKS}/${id}`);
      world.keep('webhook', id);
    },
  },
  {
    operation: `GET ${WEBHOOKS}`,
    title: 'lists it, without its secret',
    run: async (world) => {
      const reply = await world.ask({ path: WEBHOOKS });
      const { webhooks } = expectBody(reply, 200, z.object({ webhooks: z.array(WEBHOOK) }));
      expectThat(
        webhooks.some(({ id }) => id === world.kept('webhook')),
        'does not list what was just made',
      );
      expectThat(!reply.text.includes('whsec_'), 'tells secrets');
    },
  },
  {
    operation: `GET ${WEBHOOKS}/{id}`,
    title: 'reads it',
    run: async (world) => void expectBody(await world.ask({ path: hook(world) }), 200, WEBHOOK),
  },
  {
    operation: `PATCH ${WEBHOOKS}/{id}`,
    title: 'changes it',
    run: async (world) => {
      const reply = await world.ask({ method: 'PATCH', path: hook(world), body: { description: 'probe' } });
      expectBody(reply, 200, WEBHOOK.extend({ description: z.literal('probe') }));
    },
  },
  {
    operation: `POST ${WEBHOOKS}/{id}/rotate`,
    title: 'makes a new secret',
    run: async (world) => {
      const reply = await world.ask({ method: 'POST', path: hook(world, '/rotate') });
      expectBody(reply, 200, z.object({ secret: z.string().startsWith('whsec_') }));
    },
  },
  {
    operation: `POST ${WEBHOOKS}/{id}/test`,
    title: 'tells that a receiver inside the network is not reached',
    run: async (world) => {
      const reply = await world.ask({ method: 'POST', path: hook(world, '/test') });
      expectBody(reply, 200, z.object({ delivered: z.literal(false), problem: z.string() }));
    },
  },
  {
    operation: `GET ${WEBHOOKS}/{id}/dead-letters`,
    title: 'lists what was given up',
    run: async (world) => expectStatus(await world.ask({ path: hook(world, '/dead-letters') }), 200),
  },
  {
    operation: `POST ${WEBHOOKS}/{id}/dead-letters/{letter}/redeliver`,
    title: 'does not know a letter that there is not',
    run: async (world) =>
      expectProblem(await world.ask({ method: 'POST', path: hook(world, '/dead-letters/none/redeliver') }), 404),
  },
  {
    operation: `DELETE ${WEBHOOKS}/{id}/dead-letters/{letter}`,
    title: 'does not know a letter that there is not',
    run: async (world) =>
      expectProblem(await world.ask({ method: 'DELETE', path: hook(world, '/dead-letters/none') }), 404),
  },
  {
    operation: `DELETE ${WEBHOOKS}/{id}`,
    title: 'removes it',
    run: async (world) => {
      expectStatus(await world.ask({ method: 'DELETE', path: hook(world) }), 204);
      expectProblem(await world.ask({ path: hook(world) }), 404);
    },
  },
];
