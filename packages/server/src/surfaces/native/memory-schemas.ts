import { z } from 'zod';
import type { MemoryStatus, MemoryType } from '../../ports/memory-store.ts';

const TYPES = ['fact', 'preference', 'event', 'task'] as const satisfies readonly MemoryType[];
const STATUSES = ['current', 'superseded', 'ended'] as const satisfies readonly MemoryStatus[];
const LIMIT_DEFAULT = 50;
const LIMIT_MAX = 100;
const LONGEST = 2_000;
const LONGEST_FILTER = 200;

const words = z.string().trim().min(1).max(LONGEST);

const scope = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,128}(?:\/[A-Za-z0-9_-]{1,128})?$/, 'Must be the name of an assistant')
  .describe('Such as `milo`, or `staff/maya` for one member of the staff.');

const filters = z.object({
  assistant: scope.optional(),
  type: z.enum(TYPES).optional(),
  status: z.enum([...STATUSES, 'any']).default('current'),
  subject: z.string().min(1).max(LONGEST_FILTER).optional().describe("Such as `user`, or `user's dog`."),
  attribute: z.string().min(1).max(LONGEST_FILTER).optional().describe('Such as `lives_in`.'),
});

export const memoriesQuery = filters.extend({
  limit: z.coerce.number().int().min(1).max(LIMIT_MAX).default(LIMIT_DEFAULT),
  after: z.string().max(200).optional().describe('`next` of the page before.'),
});

export const exportQuery = filters.extend({ status: z.enum([...STATUSES, 'any']).default('any') });

export const clearQuery = z.object({ assistant: scope.optional() });

export const memoryChanges = z
  .object({
    type: z.enum(TYPES).optional(),
    value: words.optional(),
    text: words.optional().describe('Default, where the value changes: a sentence made of it.'),
    importance: z.number().int().min(1).max(5).optional(),
    event_at: z
      .union([z.iso.date(), z.iso.datetime({ offset: true })])
      .nullable()
      .optional()
      .describe('A day, such as `2026-01-31`, or a time with its zone.'),
  })
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), 'Must change something');

const plainMemory = z.object({
  id: z.string(),
  assistant: z.string().describe('Who remembers it: an assistant, or a member such as `staff/maya`.'),
  type: z.enum(TYPES),
  subject: z.string().describe('Who or what it is about; `user` for you.'),
  attribute: z.string(),
  value: z.string(),
  text: z.string(),
  importance: z.number(),
  status: z.enum(STATUSES),
  valid_from: z.string(),
  valid_to: z.string().nullable(),
  event_at: z.string().nullable().describe('When what it speaks of happens; null where no time was said.'),
  recorded_at: z.string(),
  superseded_by: z.string().nullable().describe('The memory that took its place.'),
  extractor: z.enum(['rules', 'model', 'user']).describe('Who found it; `user`: you set it right.'),
});

const source = z.object({
  message: z.string(),
  external_id: z.string().optional().describe('Its `id` in the import that it came with.'),
  conversation: z.string(),
  speaker: z.string(),
  time: z.string(),
  text: z.string(),
});

export const memoryResource = plainMemory.extend({
  sources: z.array(source).describe('The messages that say so, the oldest first.'),
});

export const memoryWithHistory = memoryResource.extend({
  history: z.array(plainMemory).describe('What it took the place of, the latest first.'),
});
