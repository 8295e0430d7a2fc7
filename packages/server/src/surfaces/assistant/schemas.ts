const error = {
  type: 'object',
  properties: {
    error: { type: 'string', examples: ['Validation error'] },
    detail: { type: 'string', examples: ["Field 'body.message': String should have at least 1 character"] },
    correlation_id: { type: 'string' },
  },
  required: ['error', 'detail', 'correlation_id'],
} as const;

const errorResponse = { description: 'Nothing was stored.', content: { 'application/json': { schema: error } } };

/** Documents `POST /chat`. */
export const chatSchema = {
  summary: 'Ask, and read the answer as it is written',
  description:
    'Frames hold content, sequence, is_final and correlation_id. The last one is empty and final; a failure is one frame with sequence -1 and error. Send Last-Event-ID to go on with a stream that broke off.',
  body: {
    type: 'object',
    properties: {
      message: { type: 'string', minLength: 1, maxLength: 8_000 },
      model: { type: ['string', 'null'], description: 'One of ALLOWED_MODELS.' },
      max_tokens: { type: 'integer', minimum: 1, maximum: 4_000 },
    },
    required: ['message'],
  },
  response: {
    200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    204: { description: 'A resume of a stream that has nothing left.', type: 'null' },
    400: errorResponse,
    401: errorResponse,
    '5xx': errorResponse,
  },
} as const;

/** Documents `GET /health`. */
export const healthSchema = {
  summary: 'Is the service up?',
  response: {
    200: {
      description: 'It is.',
      type: 'object',
      properties: { status: { type: 'string' }, timestamp: { type: 'string', format: 'date-time' } },
      required: ['status', 'timestamp'],
    },
  },
} as const;
