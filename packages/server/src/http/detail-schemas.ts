/*
 * How the API documents describe answers of surfaces whose errors are `{"detail": …}`, as FastAPI has them.
 */

/** `{"detail": "a sentence"}`. */
export const detailSchema = {
  type: 'object',
  properties: { detail: { type: 'string' } },
  required: ['detail'],
} as const;

/** `{"detail": [{type, loc, msg, input}]}`: one entry for each mistake. `field` is the example's. */
function issuesSchema<const Field extends string>(field: Field) {
  return {
    type: 'object',
    properties: {
      detail: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            type: { type: 'string', examples: ['missing'] },
            loc: { type: 'array', items: { type: ['string', 'integer'] }, examples: [['body', field]] },
            msg: { type: 'string', examples: ['Field required'] },
            input: {},
          },
          required: ['type', 'loc', 'msg', 'input'],
        },
      },
    },
    required: ['detail'],
  } as const;
}

/** An answer that is one JSON document. */
export function jsonAnswer<const Schema>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } } as const;
}

/** What every route of such a surface may answer instead; `field` is one that its requests need. */
export function detailFailures<const Field extends string>(field: Field) {
  return {
    422: jsonAnswer('The request is not valid, and nothing was stored; each mistake is named.', issuesSchema(field)),
    '4xx': jsonAnswer('The request was refused.', detailSchema),
    '5xx': jsonAnswer('The server cannot answer now.', detailSchema),
  } as const;
}
