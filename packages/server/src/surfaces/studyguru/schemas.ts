import { detailSchema, jsonAnswer } from '../../http/detail-schemas.ts';

const stream = {
  200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
  204: { description: 'A resume of a stream that has nothing left.', type: 'null' },
  400: jsonAnswer('A field is wrong; the detail names it.', detailSchema),
  401: jsonAnswer('A valid bearer token is needed.', detailSchema),
  402: jsonAnswer('There are not enough points; nothing was stored.', detailSchema),
  404: jsonAnswer('There is no such interaction of yours.', detailSchema),
  429: jsonAnswer('Too many requests; Retry-After says when to come back.', detailSchema),
  '5xx': jsonAnswer('The server cannot answer now.', detailSchema),
} as const;

const FRAMES =
  'Frames: metadata, a token for each piece of the answer, then complete with tokens_used and points_cost, or error. ' +
  'Send Last-Event-ID to go on with a stream that broke off, and an Idempotency-Key to be billed once for a repeat.';

/** Documents `POST /api/stream/stream-conversation`. */
export const conversationSchema = {
  summary: 'Ask in an interaction, and read the answer as it is written',
  description: FRAMES,
  security: [{ bearer: [] }],
  body: {
    type: 'object',
    properties: {
      message: { type: ['string', 'null'], maxLength: 100_000 },
      interaction_id: { type: ['string', 'null'], description: 'null begins a new interaction.' },
      media_files: {
        type: ['array', 'null'],
        maxItems: 10,
        items: {
          type: 'object',
          properties: { id: { type: 'string' }, url: { type: ['string', 'null'] } },
          required: ['id'],
        },
      },
      max_tokens: { type: ['integer', 'null'], minimum: 1, maximum: 32_000, default: 5_000 },
    },
  },
  response: stream,
} as const;

/** Documents `GET /api/stream/stream-simple`. */
export const simpleSchema = {
  summary: 'The same with the question in the address, for a quick try',
  description: `${FRAMES} The question stands in the address: prefer POST for anything private.`,
  security: [{ bearer: [] }],
  querystring: {
    type: 'object',
    properties: { message: { type: 'string' }, interaction_id: { type: 'string' } },
    required: ['message'],
  },
  response: stream,
} as const;

/** Documents `GET /api/stream/health`. */
export const healthSchema = {
  summary: 'Is the service up?',
  response: {
    200: {
      description: 'It is.',
      type: 'object',
      properties: {
        status: { type: 'string' },
        service: { type: 'string' },
        timestamp: { type: 'number', description: 'Seconds since the epoch.' },
      },
      required: ['status', 'service', 'timestamp'],
    },
  },
} as const;
