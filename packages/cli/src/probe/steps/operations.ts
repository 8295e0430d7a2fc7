import { z } from 'zod';
import type { Surface } from '../documented.ts';
import { Skipped } from '../failure.ts';
import { expectBody, expectStatus, expectThat } from '../reply.ts';
import type { Step } from '../step.ts';

export const HEALTH = z.object({
  status: z.string(),
  timestamp: z.string(),
  service: z.literal('parlance'),
  durability: z.string(),
  model: z.string(),
  degraded: z.array(z.string()),
});

export const operationSteps: readonly Step[] = [
  {
    operation: 'GET /',
    title: 'says what this is, to whoever takes JSON',
    run: async ({ ask }) => {
      const reply = await ask({ path: '/', headers: { Accept: 'application/json' } });
      expectBody(reply, 200, z.object({ service: z.literal('parlance'), docs: z.string(), health: z.string() }));
    },
  },
  {
    operation: 'GET /health',
    title: 'says who answers, what is durable and what is degraded',
    run: async ({ ask }) => void expectBody(await ask({ path: '/health' }), 200, HEALTH),
  },
  {
    operation: 'GET /livez',
    title: 'answers',
    run: async ({ ask }) =>
      void expectBody(await ask({ path: '/livez' }), 200, z.object({ status: z.literal('live') })),
  },
  {
    operation: 'GET /readyz',
    title: 'is ready for new turns',
    run: async ({ ask }) =>
      void expectBody(await ask({ path: '/readyz' }), 200, z.object({ status: z.literal('ready') })),
  },
  {
    operation: 'GET /metrics',
    title: "is Prometheus' text, where it may be read",
    run: async ({ ask }) => {
      const reply = await ask({ path: '/metrics' });
      if ([401, 403, 404].includes(reply.status)) {
        throw new Skipped(`answers ${reply.status}: it needs a token with the role admin, or a way around the proxy`);
      }
      expectStatus(reply, 200);
      expectThat(/^# HELP parlance_/m.test(reply.text), 'has no metrics of Parlance');
    },
  },
];

/** The pages and documents of the surfaces, as the server lists them. */
export function documentationSteps(surfaces: readonly Surface[]): readonly Step[] {
  const listed = surfaces.flatMap(({ operations }) => operations);
  const pages = listed.filter((operation) => operation.endsWith('/docs'));
  const documents = listed.filter((operation) => operation.endsWith('/openapi.json'));
  return [
    ...pages.map((operation): Step => ({
      operation,
      title: 'is a page',
      run: async ({ ask }) => {
        const reply = await ask({ path: pathOf(operation) });
        expectStatus(reply, 200);
        expectThat(reply.header('content-type').startsWith('text/html'), 'is no page');
        expectThat(!/(?:src|href)="https?:/.test(reply.text), 'loads something from elsewhere');
      },
    })),
    ...documents.map((operation): Step => ({
      operation,
      title: 'is an OpenAPI 3.1 document',
      run: async ({ ask }) => {
        const body = z.object({ openapi: z.string().startsWith('3.1'), info: z.object({ title: z.string() }) });
        expectBody(await ask({ path: pathOf(operation) }), 200, body);
      },
    })),
  ];
}

function pathOf(operation: string): string {
  return operation.split(' ')[1] ?? '/';
}
