import { z } from 'zod';

const milliseconds = z.number().nonnegative();
const spread = z
  .object({ p50: milliseconds, p95: milliseconds })
  .nullable()
  .describe('Milliseconds; null without any.');

const liveTurn = z.object({
  turn: z.string(),
  assistant: z.string(),
  mount: z.string().describe('The system it was asked in.'),
  model: z.string(),
  owner: z.string(),
  correlation_id: z.string(),
  since_ms: milliseconds,
  first_content_ms: milliseconds.nullable().describe('From acceptance; null before the first piece.'),
});

const problem = z.object({
  at: z.iso.datetime(),
  level: z.enum(['WARNING', 'ERROR']),
  event: z.string().describe('Names the line in the log.'),
  correlation_id: z.string().nullable(),
  facts: z.record(z.string(), z.string()),
});

/** What an operator sees at a glance. Durations in milliseconds, memory in bytes. */
export const operationsResource = z.object({
  process: z.object({
    uptime_s: z.number(),
    cpu_s: z.number().describe('User and system since the start.'),
    memory_bytes: z.int().describe('Resident.'),
    heap_bytes: z.int(),
    memory_share: z.number().describe('Used share of the memory that this process may use.'),
    loop_late_ms: z.number().describe('How late the event loop came to its last sample.'),
  }),
  open: z.object({ connections: z.int(), streams: z.int(), turns: z.int() }),
  last_minute: z.object({
    completed: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    tokens: z.int().describe('Pieces of text of answers that ended.'),
    tokens_per_second: z.number().nullable().describe('Of an answer in the middle, while it was written.'),
    first_content_ms: spread,
    commits: z.int(),
    commit_ms: spread,
  }),
  turns: z.array(liveTurn).describe('Turns that have not ended, oldest first, at most 100.'),
  problems: z.array(problem).describe('Warnings and errors of the log, newest first, at most 100.'),
  degraded: z.array(z.string()).describe('Parts that do not work now.'),
});
