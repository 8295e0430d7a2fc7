import { z } from 'zod';
import { probeStream } from '../probe-stream.ts';
import { expectBody, expectDetail, expectStatus, expectThat } from '../reply.ts';
import type { Step } from '../step.ts';
import type { World } from '../world.ts';

const STAFF = '/staff/api/v1/staff';
const MEMBER = z.object({ id: z.string(), name: z.string(), role: z.string(), instructions: z.string() });
const MESSAGE = z.object({
  id: z.string(),
  staff_id: z.string(),
  message_type: z.string(),
  content: z.string(),
  created_at: z.string(),
});
const profile = { name: 'Probe', role: 'Tester', instructions: 'Answer in three words.' };

const member = (world: World, path = ''): string => `${STAFF}/${world.kept('member')}${path}`;

const changeBy = (method: 'PATCH' | 'PUT', role: string): Step => ({
  operation: `${method} ${STAFF}/{staff_id}`,
  title: 'changes the member',
  run: async (world) => {
    const changed = expectBody(
      await world.ask({ method, path: member(world), body: { ...profile, role } }),
      200,
      MEMBER,
    );
    expectThat(changed.role === role, 'kept the old role');
  },
});

export const staffSteps: readonly Step[] = [
  {
    operation: `POST ${STAFF}`,
    title: 'adds a member',
    run: async (world) => {
      world.atEnd(`${STAFF}/${world.run}`);
      expectBody(await world.ask({ path: STAFF, body: { ...profile, id: world.run } }), 201, MEMBER);
      world.keep('member', world.run);
    },
  },
  {
    operation: `GET ${STAFF}`,
    title: 'lists it',
    run: async (world) => {
      const { staff } = expectBody(
        await world.ask({ path: STAFF }),
        200,
        z.object({ staff: z.array(MEMBER), total: z.number() }),
      );
      expectThat(
        staff.some(({ id }) => id === world.kept('member')),
        'does not list what was just made',
      );
    },
  },
  {
    operation: `GET ${STAFF}/{staff_id}`,
    title: 'reads it, and does not know one that there is not',
    run: async (world) => {
      expectBody(await world.ask({ path: member(world) }), 200, MEMBER);
      expectDetail(await world.ask({ path: `${STAFF}/${world.run}-unknown` }), 404);
    },
  },
  changeBy('PATCH', 'Patched'),
  changeBy('PUT', 'Put'),
  {
    operation: `POST ${STAFF}/{staff_id}/messages/stream`,
    title: 'streams tokens and done, repeats and resumes',
    questions: 1,
    run: async (world) => {
      await probeStream(world, {
        path: member(world, '/messages/stream'),
        body: { content: 'What is 2+2?' },
        otherBody: { content: 'What is 2+3?' },
        isEnd: ({ type, message_id: id }) => type === 'done' && typeof id === 'string',
      });
    },
  },
  {
    operation: `POST ${STAFF}/{staff_id}/messages/stream`,
    title: 'refuses an empty message with 422',
    run: async (world) =>
      expectDetail(await world.ask({ path: member(world, '/messages/stream'), body: { content: '' } }), 422),
  },
  {
    operation: `POST ${STAFF}/{staff_id}/messages`,
    title: 'saves the message at once, a repeat as the same one',
    questions: 1,
    run: async (world) => {
      const asking = {
        path: member(world, '/messages'),
        body: { content: 'What is 3+3?' },
        headers: { 'Idempotency-Key': `${world.run}:later` },
      };
      const { id } = expectBody(await world.ask(asking), 201, MESSAGE);
      const repeated = await world.ask(asking);
      expectStatus(repeated, 200, 201);
      expectThat(MESSAGE.parse(JSON.parse(repeated.text)).id === id, 'saves a repeat as a second message');
    },
  },
  {
    operation: `GET ${STAFF}/{staff_id}/messages`,
    title: 'has them, the oldest first where asked to',
    run: async (world) => {
      const page = z.object({ messages: z.array(MESSAGE).min(2), total: z.number(), staff_id: z.string() });
      const { messages } = expectBody(await world.ask({ path: member(world, '/messages?order=asc') }), 200, page);
      expectThat(messages[0]?.content === 'What is 2+2?', 'begins with another message');
    },
  },
  {
    operation: `DELETE ${STAFF}/{staff_id}`,
    title: 'removes the member with all messages',
    run: async (world) => {
      expectStatus(await world.ask({ method: 'DELETE', path: member(world) }), 204);
      expectDetail(await world.ask({ path: member(world) }), 404);
    },
  },
  {
    operation: 'GET /staff/health',
    title: 'answers',
    run: async ({ ask }) =>
      void expectBody(await ask({ path: '/staff/health' }), 200, z.object({ status: z.string() })),
  },
];
