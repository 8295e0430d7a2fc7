import { buildSchema, GraphQLError, NoSchemaIntrospectionCustomRule } from 'graphql';
import { createHandler, type Response } from 'graphql-http';
import { toFailure } from '../../../http/failure.ts';
import type { Services } from '../../../http/services.ts';
import { doConversation } from './do-conversation.ts';
import { limitDocument } from './limits.ts';
import { queries } from './queries.ts';
import { TYPE_DEFINITIONS, type RequestContext } from './types.ts';

/** Answers one document: status, headers and the text of the body. */
export type AnswerDocument = (body: unknown, context: RequestContext) => Promise<Response>;

/** Answers documents over the engine. Its schema can be asked for on loopback only. Source: FAULTS.md A10. */
export function createGraphqlServer({ config, log }: Services): AnswerDocument {
  const handle = createHandler<null, RequestContext, RequestContext>({
    schema: buildSchema(TYPE_DEFINITIONS),
    rootValue: { ...queries, doConversation, do_conversation: doConversation },
    context: ({ context }) => context,
    validationRules: config.access.isLoopback ? [limitDocument] : [limitDocument, NoSchemaIntrospectionCustomRule],
    formatError: (error) => {
      const cause = error instanceof GraphQLError ? error.originalError : error;
      if (cause === undefined || cause === null) return withoutSuggestion(error);
      const failure = toFailure(cause, '');
      if (failure.code === 'internal') log.error('request_failed', { route: '/graphql', error: cause });
      const path = error instanceof GraphQLError ? error.path : undefined;
      return new GraphQLError(failure.detail, {
        ...(path === undefined ? {} : { path }),
        extensions: { code: failure.code },
      });
    },
  });
  return (body, context) =>
    handle({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: isObject(body) ? body : null,
      raw: null,
      context,
    });
}

/** Which names the schema has is nobody's business who cannot ask for it: "Did you mean" would tell. */
function withoutSuggestion(error: Readonly<GraphQLError | Error>): GraphQLError {
  const message = error.message.replace(/ Did you mean .*$/s, '');
  const nodes = error instanceof GraphQLError ? error.nodes : undefined;
  return new GraphQLError(message, nodes === undefined ? {} : { nodes });
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
