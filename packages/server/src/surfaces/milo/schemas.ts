import { detailFailures, jsonAnswer } from '../../http/detail-schemas.ts';
import { MOST_CHARACTERS, MOST_MESSAGES } from './history.ts';
import { MOST_SESSIONS } from './sessions.ts';

const failures = detailFailures('message');

const sessionInfo = {
  type: 'object',
  properties: {
    session_id: { type: 'string' },
    current_step: { type: 'integer', minimum: 1, maximum: 6 },
    student_interests: { type: 'array', items: { type: 'string' } },
    career_paths: { type: 'array', items: { type: 'string' } },
    message_count: { type: 'integer', minimum: 0 },
    created_at: { type: 'string', description: 'ISO 8601 without a zone, in UTC.' },
    last_updated: { type: 'string', description: 'ISO 8601 without a zone, in UTC.' },
  },
  required: [
    'session_id',
    'current_step',
    'student_interests',
    'career_paths',
    'message_count',
    'created_at',
    'last_updated',
  ],
} as const;

const sessionParameter = {
  type: 'object',
  properties: { session_id: { type: 'string', minLength: 1, maxLength: 128 } },
  required: ['session_id'],
} as const;

/** Documents `POST /chat/stream`. */
export const chatSchema = {
  summary: 'Write to Milo, and read the answer as it is written',
  description:
    'Frames hold content, the last one done, and a failure is one frame with error. Send Last-Event-ID to go on with a stream that broke off, and Idempotency-Key to repeat a request without a second answer.',
  body: {
    type: 'object',
    properties: {
      message: { type: 'string', minLength: 1 },
      session_id: { type: ['string', 'null'], minLength: 1, maxLength: 128, default: 'default' },
    },
    required: ['message'],
  },
  response: {
    200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    204: { description: 'A resume of a stream that has nothing left.', type: 'null' },
    ...failures,
  },
} as const;

/** Documents `GET /chat/history/{session_id}`. */
export const historySchema = {
  summary: 'The messages of a session',
  description: `The newest ${MOST_MESSAGES} messages, as far as they have ${MOST_CHARACTERS} characters together; message_count tells how many there are.`,
  params: sessionParameter,
  response: {
    200: jsonAnswer('The history; an unknown session has an empty one.', {
      type: 'object',
      properties: {
        messages: {
          type: 'array',
          items: {
            type: 'object',
            properties: {
              role: { type: 'string', enum: ['user', 'assistant'] },
              content: { type: 'string' },
              timestamp: { type: 'string' },
              status: { type: 'string', enum: ['complete', 'interrupted', 'cancelled', 'error'] },
            },
            required: ['role', 'content', 'timestamp', 'status'],
          },
        },
        session_info: sessionInfo,
        active_turns: {
          type: 'array',
          items: { type: 'string' },
          description: 'Answers under way: POST /chat/stream with one as Last-Event-ID streams it from its beginning.',
        },
      },
      required: ['messages', 'session_info', 'active_turns'],
    }),
    ...failures,
  },
} as const;

/** Documents `GET /chat/session/{session_id}`. */
export const sessionSchema = {
  summary: 'Where a session stands',
  params: sessionParameter,
  response: {
    200: jsonAnswer('The session; an unknown id gives a fresh one, which is not stored.', sessionInfo),
    ...failures,
  },
} as const;

/** Documents `DELETE /chat/session/{session_id}`. */
export const deleteSchema = {
  summary: 'Clear a session, cancelling what runs in it',
  params: sessionParameter,
  response: {
    200: jsonAnswer('It is gone, also where it never was.', {
      type: 'object',
      properties: { message: { type: 'string' } },
      required: ['message'],
    }),
    ...failures,
  },
} as const;

/** Documents `GET /chat/sessions`. */
export const sessionsSchema = {
  summary: 'All sessions by their ids',
  description: `The ${MOST_SESSIONS} that changed last.`,
  response: {
    200: jsonAnswer('The sessions.', {
      type: 'object',
      properties: { sessions: { type: 'object', additionalProperties: sessionInfo } },
      required: ['sessions'],
    }),
    ...failures,
  },
} as const;
