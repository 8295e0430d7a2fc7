import { detailFailures, jsonAnswer } from '../../http/detail-schemas.ts';

const failures = detailFailures('query');

const messages = {
  type: 'array',
  items: {
    type: 'object',
    properties: { role: { type: 'string', enum: ['user', 'assistant'] }, content: { type: 'string' } },
    required: ['role', 'content'],
  },
} as const;

const body = {
  type: 'object',
  properties: {
    query: { type: 'string', minLength: 1 },
    auto_load_documents: { type: ['boolean', 'null'], default: true },
    memory_enabled: { type: ['boolean', 'null'], default: true, description: 'false ignores conversation_history.' },
    conversation_history: { ...messages, type: ['array', 'null'] },
    stream_tokens: { type: ['boolean', 'null'], default: false, description: 'Adds token events to a stream.' },
  },
  required: ['query'],
} as const;

const result = {
  type: 'object',
  properties: {
    response: { type: 'string' },
    documents_loaded: { type: ['array', 'null'], items: { type: 'string' } },
    document_selection_message: { type: ['string', 'null'] },
    conversation_history: { ...messages, description: 'What was sent, the question and the answer.' },
    citations: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          document: { type: 'string' },
          title: { type: 'string' },
          page: { type: ['integer', 'null'] },
          quote: { type: ['string', 'null'], description: 'Stands on that page, word for word.' },
        },
        required: ['document', 'title', 'page', 'quote'],
      },
    },
  },
  required: ['response', 'documents_loaded', 'document_selection_message', 'conversation_history', 'citations'],
} as const;

/** Documents the two addresses that stream. */
export const streamSchema = {
  summary: 'Ask the documents, and see how the answer is made',
  description:
    'Named events: progress, heartbeat, then result or error; with stream_tokens a token for each piece of the answer. Send Last-Event-ID to go on with a stream that broke off, and Idempotency-Key to repeat a request without a second answer.',
  body,
  response: {
    200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    204: { description: 'A resume of a stream that has nothing left.', type: 'null' },
    ...failures,
  },
} as const;

/** Documents their two twins that do not stream. */
export const answerSchema = {
  summary: 'Ask the documents, and get the answer at once',
  body,
  response: { 200: jsonAnswer('The answer.', result), ...failures },
} as const;
