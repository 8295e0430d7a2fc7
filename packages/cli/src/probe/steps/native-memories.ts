import { z } from 'zod';
import { expectBody, expectProblem, expectStatus, expectThat } from '../reply.ts';
import type { Step } from '../step.ts';

const BASE = '/api/v1';
const MEMORIES = `${BASE}/memories`;
const LINES = [
  { id: 'p1', time: '2026-01-02T10:00:00Z', speaker: 'Ada', text: 'The lighthouse is painted green.' },
  { id: 'p2', time: '2026-01-02T10:01:00Z', speaker: 'Ben', text: 'I would have liked it white.' },
];

export const memorySteps: readonly Step[] = [
  {
    operation: `POST ${BASE}/conversations/import`,
    title: 'takes a conversation as JSON Lines',
    run: async (world) => {
      const raw = LINES.map((line) => `${JSON.stringify(line)}\n`).join('');
      const reply = await world.ask({
        path: `${BASE}/conversations/import?assistant=staff`,
        raw: { type: 'application/x-ndjson', text: raw },
      });
      const { id } = expectBody(reply, 201, z.object({ id: z.string(), messages: z.literal(LINES.length) }));
      world.atEnd(`${BASE}/conversations/${id}`);
      world.keep('import', id);
    },
  },
  {
    operation: `POST ${MEMORIES}/search`,
    title: 'finds what was said, by the id that it came with',
    run: async (world) => {
      const body = { conversation: world.kept('import'), query: 'What colour is the lighthouse?', k: 3 };
      const source = z.object({ message: z.string(), external_id: z.string().optional() });
      const result = z.object({ kind: z.string(), text: z.string(), score: z.number(), sources: z.array(source) });
      const reply = await world.ask({ path: `${MEMORIES}/search`, body });
      const { results } = expectBody(reply, 200, z.object({ results: z.array(result).min(1) }));
      expectThat(results[0]?.sources[0]?.external_id === 'p1', 'puts something else first');
    },
  },
  {
    operation: `GET ${MEMORIES}`,
    title: 'lists what is remembered',
    run: async ({ ask }) =>
      void expectBody(await ask({ path: MEMORIES }), 200, z.object({ memories: z.array(z.unknown()) })),
  },
  {
    operation: `GET ${MEMORIES}/export`,
    title: 'exports it as JSON Lines',
    run: async ({ ask }) => {
      const reply = await ask({ path: `${MEMORIES}/export` });
      expectStatus(reply, 200);
      expectThat(reply.header('content-type').startsWith('application/x-ndjson'), 'is something else');
    },
  },
  ...(['GET', 'PATCH', 'DELETE'] as const).map((method): Step => ({
    operation: `${method} ${MEMORIES}/{id}`,
    title: 'does not know a memory that there is not',
    run: async ({ ask, run }) => {
      const path = `${MEMORIES}/${run}`;
      expectProblem(await ask({ method, path, ...(method === 'PATCH' ? { body: { importance: 2 } } : {}) }), 404);
    },
  })),
  {
    operation: `DELETE ${MEMORIES}`,
    title: 'forgets what one member of the staff remembers',
    // Only ever of a member that the probe has made up: without one it would forget everything.
    run: async ({ ask, run }) =>
      expectStatus(await ask({ method: 'DELETE', path: `${MEMORIES}?assistant=staff/${run}` }), 204),
  },
];
