import { cleanText } from '@parlance/wire';
import { z } from 'zod';

/** Ids that a client names: what cannot be one is refused before anything is looked up. Source: FAULTS.md A05, A07. */
export const id = z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, 'Must be 1 to 128 letters, digits, dashes or underscores');

const MAX_MESSAGE = 100_000;
const MAX_TITLE = 200;

const message = z
  .string()
  .min(1)
  .max(MAX_MESSAGE)
  .refine((text) => text.trim() !== '', 'Must not be blank')
  .transform(cleanText);
const title = z.string().trim().min(1).max(MAX_TITLE).transform(cleanText);

export const idParameter = z.object({ id });

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;
const limit = z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT);

export const conversationsQuery = z.object({
  limit,
  after: z.string().max(200).optional().describe('`next` of the page before.'),
});

export const messagesQuery = z.object({ limit: limit.describe('The newest so many, oldest of them first.') });

export const messagesPageQuery = messagesQuery.extend({
  before: id.optional().describe('Id of a message: those before it, for reading a long conversation backwards.'),
});

export const createConversationBody = z.object({
  assistant: id.default('assistant').describe('Name of one of `/api/v1/assistants`.'),
  title: title.nullish(),
});

export const importQuery = z.object({
  assistant: id.optional().describe('Name of one of `/api/v1/assistants`; default: the first that remembers.'),
  title: title.optional(),
  extract: z
    .enum(['true', 'false'])
    .default('false')
    .transform((word) => word === 'true')
    .describe('Whether memories are drawn from it, afterwards and in batches as if it were said now.'),
});

export const renameConversationBody = z.object({ title });

const MAX_FILES = 10;
const MAX_URL = 2_048;

export const createTurnBody = z.object({
  message,
  media: z
    .array(z.object({ id, url: z.string().max(MAX_URL).nullish() }))
    .max(MAX_FILES)
    .optional()
    .describe('Files that come with the message: ids of uploads, or addresses that are fetched.'),
  parent: id
    .nullish()
    .describe(
      'Message that this one follows; default: the newest of the conversation. To edit or to ask again, send the new text with the parent of the old one: that makes a branch. null begins a branch at the top.',
    ),
  model: z.string().min(1).max(200).optional().describe("One of ALLOWED_MODELS; default: the assistant's."),
  max_tokens: z.int().min(1).max(1_000_000).optional(),
  when_busy: z
    .enum(['enqueue', 'reject', 'interrupt'])
    .default('enqueue')
    .describe('What to do while another turn of the conversation runs.'),
  stream: z.boolean().default(true).describe('false: wait, and answer with one JSON object.'),
});
export type CreateTurnBody = z.output<typeof createTurnBody>;

export const eventsQuery = z.object({
  format: z.string().max(40).default('native').describe('Any wire format that Parlance speaks.'),
  after: z.coerce
    .number()
    .int()
    .min(-1)
    .max(2 ** 31)
    .optional()
    .describe('Number of the last event received; `Last-Event-ID` says it more exactly and wins.'),
  last_event_id: z.string().optional(),
});

export const assistantResource = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  model: z.string(),
  capabilities: z.array(z.string()).describe('What it does beside answering, such as `guide` or `memory`.'),
});

export const guideResource = z.object({
  title: z.string(),
  steps: z
    .array(z.object({ id: z.string(), title: z.string(), goal: z.string() }))
    .describe('In order. Where a conversation stands is its state `guide`.'),
  slots: z.array(z.object({ name: z.string(), title: z.string() })).describe('What is collected on the way.'),
});

export const assistantParameter = z.object({ name: z.string().min(1).max(128) });

export const conversationResource = z.object({
  id: z.string(),
  assistant: z.string(),
  title: z.string().nullable(),
  head: z.string().nullable().describe('The newest message of the current branch.'),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
});

export const messageResource = z.object({
  id: z.string(),
  parent: z.string().nullable(),
  role: z.enum(['user', 'assistant']),
  status: z.enum(['complete', 'interrupted', 'cancelled', 'error']),
  text: z.string(),
  media: z.array(z.object({ id: z.string(), media_type: z.string() })).describe('Files that came with it.'),
  turn: z.string().nullable().describe('null where it was imported.'),
  speaker: z.string().describe('The role, or who said it where it was imported.'),
  external_id: z.string().nullable().describe('Its `id` in the import that it came with.'),
  created_at: z.iso.datetime(),
});

export const mediaResource = z.object({
  id: z.string(),
  kind: z.enum(['image', 'file']),
  media_type: z.string().describe('By its content.'),
  name: z.string().nullable(),
  bytes: z.int(),
  sha256: z.string(),
  width: z.int().nullable().describe('Of an image, pixels.'),
  height: z.int().nullable(),
  pages: z.int().nullable().describe('Of a document.'),
  created_at: z.iso.datetime(),
});

export const stateParameters = idParameter.extend({ scope: z.string().min(1).max(100).describe('Such as `guide`.') });

export const stateResource = z.object({
  scope: z.string(),
  version: z.int().describe('That of the newest `state` event on the current branch; 0 before the first.'),
  turn: z.string().nullable().describe('The turn that left it so; null before the first.'),
  data: z.record(z.string(), z.unknown()).describe('What the capability keeps; empty before the first turn.'),
});

export const turnResource = z.object({
  id: z.string(),
  conversation: z.string(),
  assistant: z.string(),
  status: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']),
  model: z.string(),
  user_message: z.string(),
  assistant_message: z.string(),
  correlation_id: z.string(),
  created_at: z.iso.datetime(),
  ended_at: z.iso.datetime().nullable(),
  attempts: z.int().describe('Requests to model providers, repeated ones included; never fewer than were made.'),
  upstream_calls: z
    .array(
      z.object({
        provider: z.string(),
        model: z.string(),
        outcome: z.string(),
        status: z.int().optional(),
        purpose: z.string().optional().describe('What for, where it was not the answer: `guide` …'),
        usage: z.object({ input: z.number(), output: z.number(), cached_input: z.number().optional() }).optional(),
        at: z.iso.datetime(),
      }),
    )
    .describe('Each time a model was asked, and how that ended: completed, or an error code.'),
  usage: z
    .object({
      input: z.number(),
      output: z.number(),
      cached_input: z.number().optional(),
      points: z.int().optional().describe('What the turn cost, where it costs points.'),
      provider: z.string(),
      model: z.string(),
      estimated: z.boolean(),
    })
    .nullable(),
});

/** A turn that has not ended, as far as it has come: `text` so far, and the cursor behind which the rest follows. */
export const openTurnResource = turnResource.extend({ text: z.string(), cursor: z.string() });

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    field: z.string().optional(),
    correlation_id: z.string(),
  })
  .describe('RFC 9457 problem details.');
