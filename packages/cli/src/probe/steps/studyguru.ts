import { z } from 'zod';
import { Skipped } from '../failure.ts';
import { expectStream } from '../framing.ts';
import { expectResumes, probeStream, recordOf } from '../probe-stream.ts';
import { expectBody, expectDetail, expectStatus, expectThat } from '../reply.ts';
import type { Step } from '../step.ts';
import type { World } from '../world.ts';

const BASE = '/studyguru';
const STREAM = `${BASE}/api/stream/stream-conversation`;
const SIMPLE = `${BASE}/api/stream/stream-simple`;

function needToken({ hasToken }: World): void {
  if (!hasToken) throw new Skipped('StudyGuru wants to know who asks: give a token with --token');
}

export const studyguruSteps: readonly Step[] = [
  {
    operation: `POST ${STREAM}`,
    title: 'wants a token',
    run: async ({ ask }) => expectDetail(await ask({ path: STREAM, body: { message: 'Hello' }, anonymous: true }), 401),
  },
  {
    operation: `POST ${STREAM}`,
    title: 'streams metadata, tokens and complete, repeats and resumes',
    questions: 1,
    run: async (world) => {
      needToken(world);
      const { events } = await probeStream(world, {
        path: STREAM,
        body: { message: 'What is 2+2?', max_tokens: 32 },
        otherBody: { message: 'What is 2+3?', max_tokens: 32 },
        isEnd: ({ type, tokens_used: tokens, points_cost: points }) =>
          type === 'complete' && typeof tokens === 'number' && typeof points === 'number',
      });
      const [first] = events;
      expectThat(first !== undefined && recordOf(first)['type'] === 'metadata', 'does not begin with metadata');
    },
  },
  {
    operation: `POST ${STREAM}`,
    title: 'refuses a wrong field with 400',
    run: async (world) => {
      needToken(world);
      expectDetail(await world.ask({ path: STREAM, body: { message: 'x', max_tokens: 'many' } }), 400);
    },
  },
  {
    operation: `GET ${SIMPLE}`,
    title: 'has the same events',
    questions: 1,
    run: async (world) => {
      needToken(world);
      const path = `${SIMPLE}?message=${encodeURIComponent('What is 2+2?')}`;
      const reply = await world.ask({ path, headers: { 'Idempotency-Key': `${world.run}:simple` } });
      world.atEnd(`/api/v1/conversations/${reply.header('x-conversation-id')}`);
      const events = expectStream(reply, 'unnamed');
      const last = events.at(-1);
      expectThat(last !== undefined && recordOf(last)['type'] === 'complete', 'does not end with complete');
      await expectResumes(world, { path }, events, 'unnamed');
    },
  },
  {
    operation: `POST ${BASE}/graphql`,
    title: 'answers a query',
    run: async (world) => {
      needToken(world);
      const reply = await world.ask({ path: `${BASE}/graphql`, body: { query: '{ points { balance } }' } });
      expectBody(reply, 200, z.object({ data: z.object({ points: z.object({ balance: z.number() }) }) }));
      expectStatus(
        await world.ask({ path: `${BASE}/graphql`, body: { query: '{ points { balance } }' }, anonymous: true }),
        401,
      );
    },
  },
  {
    operation: `GET ${BASE}/api/stream/health`,
    title: 'is healthy, to everybody',
    run: async ({ ask }) => {
      const health = z.object({ status: z.literal('healthy'), service: z.literal('interaction-streaming') });
      expectBody(await ask({ path: `${BASE}/api/stream/health`, anonymous: true }), 200, health);
    },
  },
];
