import { z } from 'zod';
import { probeStream, recordOf } from '../probe-stream.ts';
import { expectBody, expectThat } from '../reply.ts';
import type { Step } from '../step.ts';

const BASE = '/assistant';

export const assistantSteps: readonly Step[] = [
  {
    operation: `POST ${BASE}/chat`,
    title: 'streams numbered frames, repeats and resumes',
    questions: 1,
    run: async (world) => {
      const { events } = await probeStream(world, {
        path: `${BASE}/chat`,
        body: { message: 'What is 6 times 7?', max_tokens: 32 },
        otherBody: { message: 'What is 6 times 8?', max_tokens: 32 },
        isEnd: (data) => data['is_final'] === true && data['error'] === undefined,
      });
      const frames = events.map(recordOf);
      const fields = 'content,sequence,is_final,correlation_id';
      expectThat(
        frames.every((frame) => Object.keys(frame).join() === fields),
        `has other fields than ${fields}`,
      );
      expectThat(
        frames.every(({ sequence }, at) => sequence === at),
        'is not numbered from 0 without a gap',
      );
    },
  },
  {
    operation: `POST ${BASE}/chat`,
    title: 'refuses an empty message with 400 and the field',
    run: async ({ ask }) => {
      const refusal = z.object({
        error: z.literal('Validation error'),
        detail: z.string().startsWith("Field 'body.message'"),
        correlation_id: z.string(),
      });
      expectBody(await ask({ path: `${BASE}/chat`, body: { message: '' } }), 400, refusal);
    },
  },
  {
    operation: `GET ${BASE}/health`,
    title: 'is healthy',
    run: async ({ ask }) => {
      const health = z.object({ status: z.literal('healthy'), timestamp: z.string() });
      expectBody(await ask({ path: `${BASE}/health` }), 200, health);
    },
  },
];
