import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import type { JobHandler, JobOutcome } from '../../ports/jobs.ts';
import { EXTRACTION, type ExtractionPayload, type MemoryStore, type MemoryWrite } from '../../ports/memory-store.ts';
import { ModelError } from '../../ports/model.ts';
import type { JobRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { estimateTokens } from '../../ports/token-counter.ts';
import { termsOf } from '../../retrieval/text/terms.ts';
import { answerOf, INPUT_TOKENS, OUTPUT_SCHEMA, OUTPUT_TOKENS, questionOf, type Heard } from './ask-model.ts';
import { writesOf, type WritesFor } from './facts/to-writes.ts';
import { rejectionOf, type Rejection } from './facts/validate.ts';
import { readBatch, type Batch } from './read-batch.ts';
import { readByRules } from './rules/read-by-rules.ts';
import { foldSummary, withinTokens } from './summary/fold-summary.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** A provider that is out of reach for two hours costs the batch its model; then the rules read it. */
const DELAYS_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 15 * MINUTE_MS, 100 * MINUTE_MS];
const TIME_LIMIT_MS = 60 * SECOND_MS;
/** Extraction stands behind answers: it never takes more of a provider than this. */
const AT_ONCE = 4;
/** Memories that the model is shown. Source: RETRIEVAL.md §3.2. */
const NEAREST = 10;

/** Asks a model once, outside any turn, and resolves with its whole text. Rejects with a `ModelError`. */
export type AskForBatch = (question: BatchQuestion, signal: AbortSignal) => Promise<string>;

export interface BatchQuestion {
  readonly messages: ReturnType<typeof questionOf>;
  readonly maxTokens: number;
  readonly output: { readonly name: string; readonly schema: typeof OUTPUT_SCHEMA };
  /** Of the scope whose memories are kept, such as `staff/maya`. */
  readonly scope: string;
}

export interface ExtractionParts {
  readonly store: Pick<Store, 'branch' | 'message'> & { readonly memories: MemoryStore };
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
  /** Null where there is no language model: then the rules read. */
  readonly ask: AskForBatch | null;
  /** What the assistant of a scope was told to be. */
  readonly instructionsOf: (scope: string) => string;
  readonly observer: ExtractionObserver;
}

/** What became of operations and batches, for metrics. */
export interface ExtractionObserver {
  /** `rules after failure`: the model failed to the last, and the rules read instead. */
  extracted(by: 'model' | 'rules' | 'rules after failure' | 'nobody'): void;
  applied(operations: number): void;
  rejected(reason: Rejection): void;
}

const payload = z.object({
  owner: z.string(),
  scope: z.string(),
  conversation: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  read: z.boolean(),
});

/**
 * Reads a batch of messages and remembers what they say, off the reply path. The model may be asked again after a crash
 * or a failure, which the job's attempts put on record before; what it found is committed with the job's end, once.
 * Source: RETRIEVAL.md §3, FAULTS.md F22.
 */
export function createExtraction(parts: ExtractionParts): JobHandler {
  return {
    kind: EXTRACTION,
    atOnce: AT_ONCE,
    timeLimitMs: TIME_LIMIT_MS,
    delaysMs: DELAYS_MS,
    run: (job, signal) => extract(parts, job, signal),
    bury: () => [],
  };
}

async function extract(parts: ExtractionParts, job: JobRecord, signal: AbortSignal): Promise<JobOutcome> {
  const wanted = payload.parse(job.payload);
  const batch = await readBatch(parts.store, wanted);
  // Deleted meanwhile: nothing is left to remember.
  if (batch === null || batch.messages.length === 0) return { kind: 'done' };
  if (parts.ask === null) return { kind: 'done', writes: await byRules(parts, wanted, batch, 'rules') };
  try {
    return { kind: 'done', writes: await byModel(parts, parts.ask, wanted, batch, signal) };
  } catch (error) {
    if (error instanceof ModelError && error.code === 'aborted') throw error;
    if (job.attempts <= DELAYS_MS.length) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : 'The model failed.', cause: error };
    }
    const reason = 'The model failed to the last; the rules read the messages instead.';
    return { kind: 'hopeless', reason, writes: await byRules(parts, wanted, batch, 'rules after failure') };
  }
}

async function byRules(
  parts: ExtractionParts,
  wanted: ExtractionPayload,
  batch: Batch,
  by: 'rules' | 'rules after failure',
): Promise<readonly MemoryWrite[]> {
  const before = await parts.store.memories.summary(wanted.owner, wanted.conversation);
  const operations = wanted.read ? [] : readByRules(batch.messages, batch.before);
  parts.observer.extracted(wanted.read ? 'nobody' : by);
  parts.observer.applied(operations.length);
  const writes = writesOf(operations, writesFor(parts, wanted, batch, 'rules'));
  return [...writes, summaryWrite(wanted, batch, foldSummary(before?.text ?? '', batch.messages))];
}

async function byModel(
  parts: ExtractionParts,
  ask: AskForBatch,
  wanted: ExtractionPayload,
  batch: Batch,
  signal: AbortSignal,
): Promise<readonly MemoryWrite[]> {
  const { memories } = parts.store;
  const { owner, scope, conversation } = wanted;
  const before = await memories.summary(owner, conversation);
  const said = batch.messages.map(({ text }) => text).join('\n');
  const known = await memories.nearest(owner, scope, termsOf(said.slice(0, INPUT_TOKENS * 4)), NEAREST);
  const heard: Heard = { messages: batch.messages, known, summary: before?.text ?? '' };
  const question = {
    messages: questionOf(heard),
    maxTokens: OUTPUT_TOKENS,
    output: { name: 'memory', schema: OUTPUT_SCHEMA },
    scope,
  };
  const { operations, summary } = answerOf(await ask(question, signal), heard);
  const evidence = {
    messages: batch.messages,
    shown: new Set(known.map(({ id }) => id)),
    instructions: parts.instructionsOf(scope),
  };
  const believed = operations.filter((operation) => {
    const rejection = rejectionOf(operation, evidence);
    if (rejection !== null) parts.observer.rejected(rejection);
    return rejection === null;
  });
  parts.observer.extracted('model');
  parts.observer.applied(believed.length);
  const text = summary.trim() === '' ? foldSummary(heard.summary, batch.messages) : withinTokens(summary);
  return [...writesOf(believed, writesFor(parts, wanted, batch, 'model')), summaryWrite(wanted, batch, text)];
}

function writesFor(
  { clock, ids }: ExtractionParts,
  { owner, scope }: ExtractionPayload,
  { messages }: Batch,
  extractor: 'rules' | 'model',
): WritesFor {
  return { owner, scope, messages, extractor, now: clock.now(), newId: () => ids.next() };
}

function summaryWrite({ owner, conversation, to }: ExtractionPayload, { messages }: Batch, text: string): MemoryWrite {
  const uptoAt = messages.at(-1)?.at ?? 0;
  return {
    kind: 'summary.put',
    summary: { conversation, owner, uptoMessage: to, uptoAt, text, tokens: estimateTokens(text) },
  };
}
