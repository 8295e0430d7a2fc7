import type { FastifyInstance } from 'fastify';
import type { Services } from '../../../http/services.ts';
import type { AnswerDocument } from './server.ts';

/** A question of 100,000 characters and a document around it. */
const MOST_BYTES = 256 * 1_024;

const schema = {
  summary: 'The same by GraphQL',
  description:
    'Mutation doConversation(input) asks; queries interactions, interaction, points and ledger read. Send {query, variables, operationName}.',
  security: [{ bearer: [] }],
  body: {
    type: 'object',
    properties: {
      query: { type: 'string' },
      variables: { type: ['object', 'null'] },
      operationName: { type: ['string', 'null'] },
    },
    required: ['query'],
  },
} as const;

/** `POST /graphql`. The body has been read and checked by the instance's own parser. Source: CONTRACT.md §2.3. */
export function graphqlRoute(app: FastifyInstance, services: Services): void {
  let server: Promise<AnswerDocument> | null = null;
  app.post('/graphql', { schema, bodyLimit: MOST_BYTES }, async (request, reply) => {
    // Most servers are never asked this way, and the library alone is a tenth of all modules.
    server ??= loadServer(services).catch((error: unknown) => {
      // Such as a process without a descriptor to spare: the next request tries again.
      server = null;
      throw error;
    });
    const answer = await server;
    const [body, { status }] = await answer(request.body, { services, request, reply });
    return await reply
      .code(status)
      .header('content-type', 'application/json; charset=utf-8')
      .send(body ?? '');
  });
}

async function loadServer(services: Services): Promise<AnswerDocument> {
  const { createGraphqlServer } = await import('./server.ts');
  return createGraphqlServer(services);
}
