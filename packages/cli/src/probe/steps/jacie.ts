import { z } from 'zod';
import { probeStream, recordOf } from '../probe-stream.ts';
import { expectBody, expectDetail, expectThat } from '../reply.ts';
import type { Step } from '../step.ts';

const BASE = '/jacie';
const RESULT = z.object({
  response: z.string(),
  documents_loaded: z.array(z.string()).nullable(),
  document_selection_message: z.string().nullable(),
  conversation_history: z.array(z.object({ role: z.string(), content: z.string() })).nullable(),
});
const QUESTION = 'What is new?';

/** Documents would make the question longer, and with a real model dearer. */
const body = { query: QUESTION, auto_load_documents: false };

const streamAt = (path: string): Step => ({
  operation: `POST ${BASE}${path}`,
  title: 'streams progress that never goes back, then the result; repeats and resumes',
  questions: 1,
  run: async (world) => {
    const { events } = await probeStream(world, {
      path: `${BASE}${path}`,
      body,
      otherBody: { ...body, query: 'What is old?' },
      names: 'named',
      isEnd: (data, { event }) => event === 'result' && RESULT.safeParse(data).success,
    });
    const progress = events
      .filter(({ event }) => event === 'progress')
      .map((event) => Number(recordOf(event)['progress']));
    expectThat(progress.length > 0, 'tells no progress');
    expectThat(
      progress.every((share, at) => share >= (progress[at - 1] ?? 0) && share <= 100),
      'has progress that goes back',
    );
  },
});

const jsonAt = (path: string): Step => ({
  operation: `POST ${BASE}${path}`,
  title: 'answers with the result as JSON',
  questions: 1,
  run: async (world) => {
    const reply = await world.ask({
      path: `${BASE}${path}`,
      body,
      headers: { 'Idempotency-Key': `${world.run}:${path}` },
    });
    world.atEnd(`/api/v1/conversations/${reply.header('x-conversation-id')}`);
    const { conversation_history: history } = expectBody(reply, 200, RESULT);
    expectThat(
      history?.length === 2 && history[0]?.content === QUESTION,
      'has another history than question and answer',
    );
  },
});

export const jacieSteps: readonly Step[] = [
  streamAt('/chat/stream'),
  streamAt('/fast_chat/stream'),
  jsonAt('/chat'),
  jsonAt('/fast_chat'),
  {
    operation: `POST ${BASE}/chat`,
    title: 'refuses a request without a query with 422 and its place',
    run: async ({ ask }) => expectDetail(await ask({ path: `${BASE}/chat`, body: {} }), 422),
  },
  {
    operation: `GET ${BASE}/health`,
    title: 'answers',
    run: async ({ ask }) =>
      void expectBody(await ask({ path: `${BASE}/health` }), 200, z.object({ status: z.string() })),
  },
];
