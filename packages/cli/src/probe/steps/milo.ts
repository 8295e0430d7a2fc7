import { z } from 'zod';
import { probeStream, recordOf } from '../probe-stream.ts';
import { expectBody, expectDetail, expectThat } from '../reply.ts';
import type { Step } from '../step.ts';

const BASE = '/milo';
const INFO = z.object({
  session_id: z.string(),
  current_step: z.number().int().min(1).max(6),
  student_interests: z.array(z.string()),
  career_paths: z.array(z.string()),
  message_count: z.number(),
  created_at: z.string(),
  last_updated: z.string(),
});

export const miloSteps: readonly Step[] = [
  {
    operation: `POST ${BASE}/chat/stream`,
    title: 'streams content and then done, repeats and resumes',
    questions: 1,
    run: async (world) => {
      const body = { message: 'I love data science', session_id: world.run };
      world.atEnd(`${BASE}/chat/session/${world.run}`);
      const { events } = await probeStream(world, {
        path: `${BASE}/chat/stream`,
        body,
        otherBody: { ...body, message: 'I love law' },
        isEnd: (data) => data['done'] === true,
      });
      const pieces = events.slice(0, -1).map(recordOf);
      expectThat(
        pieces.every(({ content }) => typeof content === 'string'),
        'has something else than content before it',
      );
      world.keep('session', world.run);
    },
  },
  {
    operation: `POST ${BASE}/chat/stream`,
    title: 'refuses a request without a message with 422 and its place',
    run: async ({ ask, run }) =>
      expectDetail(await ask({ path: `${BASE}/chat/stream`, body: { session_id: run } }), 422),
  },
  {
    operation: `GET ${BASE}/chat/session/{session_id}`,
    title: 'tells the step, and what was learned',
    run: async (world) => {
      const info = expectBody(await world.ask({ path: `${BASE}/chat/session/${world.kept('session')}` }), 200, INFO);
      expectThat(info.student_interests.includes('data science'), 'has not heard the interest');
    },
  },
  {
    operation: `GET ${BASE}/chat/history/{session_id}`,
    title: 'has the messages',
    run: async (world) => {
      const message = z.object({ role: z.string(), content: z.string(), timestamp: z.string() });
      const history = z.object({ messages: z.array(message).length(2), session_info: INFO });
      expectBody(await world.ask({ path: `${BASE}/chat/history/${world.kept('session')}` }), 200, history);
    },
  },
  {
    operation: `GET ${BASE}/chat/sessions`,
    title: 'lists the session',
    run: async (world) => {
      const reply = await world.ask({ path: `${BASE}/chat/sessions` });
      const { sessions } = expectBody(reply, 200, z.object({ sessions: z.record(z.string(), INFO) }));
      expectThat(world.kept('session') in sessions, 'does not list it');
    },
  },
  {
    operation: `DELETE ${BASE}/chat/session/{session_id}`,
    title: 'clears it, also one that nobody knows',
    run: async (world) => {
      const cleared = z.object({ message: z.literal('Session ID cleared successfully') });
      for (const id of [world.kept('session'), `${world.run}-unknown`]) {
        expectBody(await world.ask({ method: 'DELETE', path: `${BASE}/chat/session/${id}` }), 200, cleared);
      }
    },
  },
  {
    operation: `GET ${BASE}/health`,
    title: 'answers',
    run: async ({ ask }) =>
      void expectBody(await ask({ path: `${BASE}/health` }), 200, z.object({ status: z.string() })),
  },
];
