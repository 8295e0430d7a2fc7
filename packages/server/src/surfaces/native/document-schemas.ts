import { z } from 'zod';

const PAGE_DEFAULT = 50;
const PAGE_MAX = 200;

export const documentsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(PAGE_MAX).default(PAGE_DEFAULT),
  after: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,128}$/, 'Is not the end of a page')
    .optional()
    .describe('`next` of the page before.'),
});

export const documentResource = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string().nullable().describe('What it calls itself; null until it has been read.'),
  status: z.enum(['waiting', 'indexed', 'failed']),
  problem: z.string().nullable().describe('Why it could not be read.'),
  shared: z.boolean().describe('True: everybody may ask about it, and nobody removes it here.'),
  media_type: z.string().nullable(),
  bytes: z.number(),
  pages: z.number().nullable(),
  created_at: z.string(),
});

export const documentsPage = z.object({
  documents: z.array(documentResource),
  next: z.string().nullable().describe('`after` of the next page; null at the end.'),
});

const sourceResource = z.object({
  name: z.string(),
  place: z.string(),
  state: z.enum(['unseen', 'current', 'unavailable']),
  seen_at: z.string().nullable().describe('When it was last seen whole; the index is as old as that.'),
  documents: z.number(),
  failed: z.array(z.object({ name: z.string(), reason: z.string() })).describe('At most 100 of them.'),
  failed_total: z.number(),
});

export const ingestionResource = z.object({
  state: z.enum(['idle', 'indexing']),
  total: z.number().describe('Documents of the present round.'),
  done: z.number(),
  seconds_left: z.number().nullable().describe('By the rate so far; null while nobody can tell.'),
  current: z.object({ name: z.string(), pages_done: z.number(), pages: z.number().nullable() }).nullable(),
  sources: z.array(sourceResource),
});
