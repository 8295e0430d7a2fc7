import { z } from 'zod';
import { expectBody, expectProblem, expectStatus, expectThat } from '../reply.ts';
import { expectStream } from '../framing.ts';
import { expectResumes, probeStream, recordOf } from '../probe-stream.ts';
import type { Step } from '../step.ts';
import type { World } from '../world.ts';

const BASE = '/api/v1';
const CONVERSATION = z.object({
  id: z.string(),
  assistant: z.string(),
  title: z.string().nullable(),
  created_at: z.string(),
});
const MESSAGE = z.object({
  id: z.string(),
  role: z.enum(['user', 'assistant']),
  status: z.string(),
  text: z.string(),
  turn: z.string(),
});
const FORMATS = ['native', 'assistant', 'milo', 'studyguru', 'jacie', 'staff'];

const step = (operation: string, title: string, run: Step['run'], questions = 0): Step => {
  const [method = '', path = ''] = operation.split(' ');
  return { operation: `${method} ${BASE}${path}`, title, run, questions };
};

const conversationPath = (world: World): string => `${BASE}/conversations/${world.kept('conversation')}`;
const turnPath = (world: World): string => `${BASE}/turns/${world.kept('turn')}`;

/** An answer may end just before the wish to stop it is stored; whatever came first, all have to say the same. */
async function expectCancels(world: World): Promise<void> {
  const body = { message: 'Tell me a little about yourself.', max_tokens: 64 };
  const running = await world.begin({ path: `${conversationPath(world)}/turns`, body });
  const path = `${BASE}/turns/${running.header('x-turn-id')}`;
  const cancel = await world.ask({ method: 'POST', path: `${path}/cancel` });
  expectStatus(cancel, 200, 202);
  const last = expectStream(await running.finish(), 'unnamed').at(-1);
  const end = last === undefined ? undefined : recordOf(last)['type'];
  const isCancelled = end === 'turn.cancelled';
  expectThat(isCancelled || end === 'turn.completed', `ends with ${String(end)}`);
  expectThat(cancel.status === 202 || !isCancelled, 'says that it was over, and stops it then');
  const status = z.object({ status: z.literal(isCancelled ? 'cancelled' : 'completed') });
  expectBody(await world.ask({ path }), 200, status);
}

export const nativeSteps: readonly Step[] = [
  step('GET /assistants', 'lists whom one can talk to', async ({ ask }) => {
    const list = z.object({
      assistants: z.array(z.object({ name: z.string(), title: z.string(), model: z.string() })).min(1),
    });
    expectBody(await ask({ path: `${BASE}/assistants` }), 200, list);
  }),
  step('GET /assistants/{name}/guide', 'lists the six steps of Milo', async ({ ask }) => {
    const guide = z.object({
      title: z.string(),
      steps: z.array(z.object({ id: z.string(), goal: z.string() })).length(6),
    });
    expectBody(await ask({ path: `${BASE}/assistants/milo/guide` }), 200, guide);
  }),
  step('POST /conversations', 'begins a conversation', async (world) => {
    const body = { assistant: 'assistant', title: world.run };
    const { id, title } = expectBody(await world.ask({ path: `${BASE}/conversations`, body }), 201, CONVERSATION);
    world.atEnd(`${BASE}/conversations/${id}`);
    world.keep('conversation', id);
    expectThat(title === world.run, 'did not keep the title');
  }),
  step('POST /conversations', 'refuses what is not valid, with a problem document', async ({ ask }) => {
    expectProblem(await ask({ path: `${BASE}/conversations`, body: { assistant: 7 } }), 400);
  }),
  step('GET /conversations', 'lists it', async (world) => {
    const reply = await world.ask({ path: `${BASE}/conversations?limit=5` });
    const { conversations } = expectBody(
      reply,
      200,
      z.object({ conversations: z.array(CONVERSATION), next: z.string().nullish() }),
    );
    expectThat(
      conversations.some(({ id }) => id === world.kept('conversation')),
      'does not list what was just made',
    );
  }),
  step(
    'POST /conversations/{id}/turns',
    'streams, repeats under its key, and resumes',
    async (world) => {
      const { turn } = await probeStream(world, {
        path: `${conversationPath(world)}/turns`,
        body: { message: 'What is 6 times 7?', max_tokens: 32 },
        otherBody: { message: 'What is 6 times 8?', max_tokens: 32 },
        isEnd: ({ type }) => type === 'turn.completed',
      });
      world.keep('turn', turn);
    },
    1,
  ),
  step(
    'POST /conversations/{id}/turns',
    'answers in one piece with stream: false',
    async (world) => {
      const body = { message: 'What is 6 times 7?', max_tokens: 32, stream: false };
      expectBody(
        await world.ask({ path: `${conversationPath(world)}/turns`, body }),
        200,
        z.object({ text: z.string().min(1) }),
      );
    },
    1,
  ),
  step('POST /conversations/{id}/turns', 'refuses an empty message', async (world) => {
    expectProblem(await world.ask({ path: `${conversationPath(world)}/turns`, body: { message: '' } }), 400);
  }),
  step('GET /turns/{id}', 'tells its state', async (world) => {
    const reply = await world.ask({ path: turnPath(world) });
    expectBody(reply, 200, z.object({ id: z.string(), status: z.literal('completed'), model: z.string() }));
  }),
  step('GET /turns/{id}/events', 'has every format, and resumes in each', async (world) => {
    for (const format of FORMATS) {
      const path = `${turnPath(world)}/events?format=${format}`;
      const names = format === 'jacie' ? 'named' : 'unnamed';
      await expectResumes(world, { path }, expectStream(await world.ask({ path }), names), names);
    }
  }),
  step('GET /turns/{id}/events', 'refuses a format that there is not', async (world) => {
    expectProblem(await world.ask({ path: `${turnPath(world)}/events?format=none` }), 400);
  }),
  step('GET /turns/{id}/context', 'tells what the model was shown', async (world) => {
    const reply = await world.ask({ path: `${turnPath(world)}/context` });
    // Only assistants that remember have one.
    if (reply.status === 404) expectProblem(reply, 404);
    else expectBody(reply, 200, z.object({ turn: z.literal(world.kept('turn')), tokens: z.number() }));
  }),
  step('POST /turns/{id}/cancel', 'says that an answer that is over is over', async (world) => {
    const reply = await world.ask({ method: 'POST', path: `${turnPath(world)}/cancel` });
    expectBody(
      reply,
      200,
      z.object({ state: z.literal('ended'), terminal: z.object({ type: z.literal('turn.completed') }) }),
    );
  }),
  step('POST /turns/{id}/cancel', 'stops an answer that runs, and keeps its word', expectCancels, 1),
  step('GET /conversations/{id}/messages', 'has what was asked and answered', async (world) => {
    const reply = await world.ask({ path: `${conversationPath(world)}/messages` });
    const { messages } = expectBody(reply, 200, z.object({ messages: z.array(MESSAGE) }));
    expectThat(messages[0]?.text === 'What is 6 times 7?' && messages[1]?.role === 'assistant', 'has other messages');
  }),
  step('GET /conversations/{id}/states/{scope}', 'tells the state of a scope', async (world) => {
    const reply = await world.ask({ path: `${conversationPath(world)}/states/guide` });
    expectBody(reply, 200, z.object({ scope: z.literal('guide'), version: z.number() }));
  }),
  step('PATCH /conversations/{id}', 'renames it', async (world) => {
    const reply = await world.ask({ method: 'PATCH', path: conversationPath(world), body: { title: 'Renamed' } });
    expectThat(expectBody(reply, 200, CONVERSATION).title === 'Renamed', 'kept the old title');
  }),
  step('GET /conversations/{id}', 'reads it with its open turns', async (world) => {
    const snapshot = CONVERSATION.extend({ messages: z.array(MESSAGE), turns: z.array(z.unknown()) });
    expectBody(await world.ask({ path: conversationPath(world) }), 200, snapshot);
  }),
  step('DELETE /conversations/{id}', 'removes it, with its turns', async (world) => {
    expectStatus(await world.ask({ method: 'DELETE', path: conversationPath(world) }), 204);
    expectProblem(await world.ask({ path: conversationPath(world) }), 404);
    expectProblem(await world.ask({ path: turnPath(world) }), 404);
  }),
];
