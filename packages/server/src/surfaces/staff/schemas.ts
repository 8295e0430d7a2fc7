import { detailFailures, detailSchema, jsonAnswer } from '../../http/detail-schemas.ts';
import { CONVERSATION_ID } from './conversation-key.ts';
import { LONGEST, MEMBER_ID } from './member-request.ts';
import { LONGEST_MESSAGE } from './send-message.ts';

/** Messages of one page. */
export const MOST_MESSAGES = 100;

const failures = {
  404: jsonAnswer('There is no such staff member: "Staff with id … not found".', detailSchema),
  ...detailFailures('content'),
} as const;

const id = {
  type: 'object',
  properties: { staff_id: { type: 'string', minLength: 1, maxLength: 128 } },
  required: ['staff_id'],
} as const;

function text(name: keyof typeof LONGEST) {
  return { type: 'string', minLength: 1, maxLength: LONGEST[name] } as const;
}

const profile = {
  name: text('name'),
  role: text('role'),
  description: text('description'),
  instructions: text('instructions'),
} as const;

const time = {
  type: ['string', 'null'],
  description: 'ISO 8601 in UTC; null for one that was never changed.',
} as const;

const member = {
  type: 'object',
  properties: { id: { type: 'string' }, ...profile, created_at: time, updated_at: time },
  required: ['id', 'name', 'role', 'description', 'instructions', 'created_at', 'updated_at'],
} as const;

const message = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    staff_id: { type: 'string' },
    message_type: { type: 'string', enum: ['user', 'assistant'] },
    content: { type: 'string' },
    is_group_discussion: { type: 'boolean' },
    group_discussion_id: { type: ['string', 'null'] },
    created_at: { type: 'string', description: 'ISO 8601 in UTC.' },
    status: { type: 'string', enum: ['complete', 'interrupted', 'cancelled', 'error'] },
  },
  required: [
    'id',
    'staff_id',
    'message_type',
    'content',
    'is_group_discussion',
    'group_discussion_id',
    'created_at',
    'status',
  ],
} as const;

const conversationId = {
  type: ['string', 'null'],
  pattern: CONVERSATION_ID,
  description: 'A further conversation with the member, by a name of your own; its memory is the same.',
} as const;

const content = {
  type: 'object',
  properties: {
    content: { type: 'string', minLength: 1, maxLength: LONGEST_MESSAGE },
    conversation_id: conversationId,
  },
  required: ['content'],
} as const;

/** Documents `POST …/messages/stream`. */
export const streamSchema = {
  summary: 'Write to a staff member, and read the answer as it is written',
  description:
    'Frames are token with a piece of content, then done with the message_id, or error with a detail. Send Last-Event-ID to go on with a stream that broke off, and Idempotency-Key to repeat a request without a second answer.',
  params: id,
  body: content,
  response: {
    200: { description: 'The stream.', content: { 'text/event-stream': { schema: { type: 'string' } } } },
    204: { description: 'A resume of a stream that has nothing left.', type: 'null' },
    ...failures,
  },
} as const;

/** Documents `POST …/messages`. */
export const sendSchema = {
  summary: 'Write to a staff member, who answers in the background',
  description: 'The answer comes to the messages of the member and to the registered webhooks, under the same ids.',
  params: id,
  body: content,
  response: { 201: jsonAnswer('The saved message; X-Turn-Id names the turn that answers it.', message), ...failures },
} as const;

/** Documents `GET …/messages`. */
export const historySchema = {
  summary: 'What was written to and by a staff member',
  params: id,
  querystring: {
    type: 'object',
    properties: {
      limit: { type: 'integer', minimum: 1, maximum: MOST_MESSAGES, default: 50 },
      offset: { type: 'integer', minimum: 0, default: 0 },
      order: { type: 'string', enum: ['desc', 'asc'], default: 'desc', description: 'desc: the newest first.' },
      conversation_id: conversationId,
    },
  },
  response: {
    200: jsonAnswer('A page.', {
      type: 'object',
      properties: {
        messages: { type: 'array', items: message },
        total: { type: 'integer', minimum: 0 },
        staff_id: { type: 'string' },
        active_turns: {
          type: 'array',
          items: { type: 'string' },
          description: 'Answers under way: …/messages/stream with one as Last-Event-ID streams it from its beginning.',
        },
      },
      required: ['messages', 'total', 'staff_id', 'active_turns'],
    }),
    ...failures,
  },
} as const;

/** Documents `GET /api/v1/staff`. */
export const listSchema = {
  summary: 'Your staff, by name',
  response: {
    200: jsonAnswer('All of them.', {
      type: 'object',
      properties: { staff: { type: 'array', items: member }, total: { type: 'integer', minimum: 0 } },
      required: ['staff', 'total'],
    }),
    ...failures,
  },
} as const;

/** Documents `POST /api/v1/staff`. */
export const createSchema = {
  summary: 'Add a staff member',
  body: {
    type: 'object',
    properties: { id: { type: ['string', 'null'], pattern: MEMBER_ID }, ...profile },
    required: ['name', 'role', 'instructions'],
  },
  response: { 201: jsonAnswer('The new member.', member), ...failures },
} as const;

/** Documents `GET /api/v1/staff/{staff_id}`. */
export const readSchema = {
  summary: 'A staff member',
  params: id,
  response: { 200: jsonAnswer('The member.', member), ...failures },
} as const;

/** Documents `PATCH /api/v1/staff/{staff_id}`. */
export const changeSchema = {
  summary: 'Change a staff member, a shipped one too: for you, from the next answer on',
  params: id,
  body: { type: 'object', properties: profile },
  response: { 200: jsonAnswer('The member as it is now.', member), ...failures },
} as const;

/** Documents `DELETE /api/v1/staff/{staff_id}`. */
export const removeSchema = {
  summary: 'Remove a staff member and all that was written to and by it',
  params: id,
  response: { 204: { description: 'It is gone.', type: 'null' }, ...failures },
} as const;
