import { Counter, type Registry } from 'prom-client';
import { closeIdleBatches } from '../capabilities/memory/close-idle.ts';
import {
  createExtraction,
  type AskForBatch,
  type BatchQuestion,
  type ExtractionObserver,
} from '../capabilities/memory/extraction.ts';
import { createMemories } from '../capabilities/memory/manage.ts';
import { rememberTurn } from '../capabilities/memory/remember.ts';
import type { Assistants } from '../engine/assistant.ts';
import type { Capability } from '../engine/capability.ts';
import type { ModelChoice } from '../engine/engine-context.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { JobHandler } from '../ports/jobs.ts';
import type { Memories } from '../ports/memories.ts';
import type { MemoryStore } from '../ports/memory-store.ts';
import type { ModelEvent, ModelUsage } from '../ports/model.ts';
import type { Store } from '../ports/store.ts';

/** The most that is kept of a model's answer, in characters. */
const LONGEST_ANSWER = 32_000;

export interface ExtractionSettings {
  readonly store: Store & { readonly memories: MemoryStore };
  readonly clock: Clock;
  readonly ids: Ids;
  readonly assistants: Assistants;
  readonly models: Pick<ModelChoice, 'nameFor' | 'modelFor'>;
  /** Of the model behind the assistants. */
  readonly provider: string;
  readonly log: Logger;
  readonly registry: Registry;
  readonly wake: () => void;
}

export interface ConfiguredExtraction {
  /** Who finds what is remembered. */
  readonly by: 'rules' | 'model';
  /** What the memory does at the end of a turn. */
  readonly settle: NonNullable<Capability['settle']>;
  readonly handler: JobHandler;
  readonly memories: Memories;
  start(): void;
  stop(): Promise<void>;
}

export function configureExtraction(settings: ExtractionSettings): ConfiguredExtraction {
  const { store, clock, ids, assistants, models, provider, log, registry, wake } = settings;
  const by = provider === 'scripted' ? 'rules' : 'model';
  const observer = observeExtraction(registry);
  let idle: ReturnType<typeof closeIdleBatches> | null = null;
  return {
    by,
    settle: rememberTurn({ store, clock, ids, readsByRules: by === 'rules' }),
    memories: createMemories({ store, clock, ids }),
    handler: createExtraction({
      store,
      clock,
      ids,
      ask: by === 'rules' ? null : askForBatch(models, ids, (usage) => observer.used(usage)),
      instructionsOf: (scope) => assistants.get(assistantOf(scope))?.instructions ?? '',
      observer,
    }),
    start: () => {
      const onFailure = (error: unknown): void => log.warning('memory_not_closed', { error });
      idle = closeIdleBatches({ store, clock, wake, onFailure });
    },
    stop: async () => idle?.stop(),
  };
}

/** A scope begins with the name of its assistant. */
function assistantOf(scope: string): string {
  return scope.split('/')[0] ?? scope;
}

/** Asks the assistant's model, once for each run of the job: the job's attempts have it on record before. */
function askForBatch(
  models: Pick<ModelChoice, 'nameFor' | 'modelFor'>,
  ids: Ids,
  used: (usage: ModelUsage) => void,
): AskForBatch {
  return async ({ messages, maxTokens, output, scope }: BatchQuestion, signal) => {
    const model = models.nameFor(assistantOf(scope), undefined);
    let text = '';
    const sink = {
      push: (event: ModelEvent): boolean => {
        if (event.type === 'text' && text.length < LONGEST_ANSWER) text += event.text;
        if (event.type === 'usage') used(event.usage);
        return true;
      },
      ready: () => Promise.resolve(),
    };
    const correlationId = ids.next();
    // A request that is refused is repeated by the job's schedule, on record, and not before.
    const beforeFurtherRequest = (): Promise<void> => Promise.reject(new Error('A batch is asked about once a run.'));
    await models
      .modelFor(model)
      .stream(
        { messages, maxTokens, output, model, correlationId, contributions: [], beforeFurtherRequest },
        sink,
        signal,
      );
    return text;
  };
}

function observeExtraction(registry: Registry): ExtractionObserver & { used(usage: ModelUsage): void } {
  const registers = [registry];
  const batches = new Counter({
    name: 'parlance_memory_batches_total',
    help: 'Batches of messages by who read them: model, rules, rules after failure, nobody (read before).',
    labelNames: ['by'],
    registers,
  });
  const operations = new Counter({
    name: 'parlance_memory_operations_total',
    help: 'What was found in messages: applied, or rejected by reason.',
    labelNames: ['outcome'],
    registers,
  });
  const tokens = new Counter({
    name: 'parlance_memory_tokens_total',
    help: 'Tokens that extraction used, as the provider counts them.',
    labelNames: ['direction'],
    registers,
  });
  return {
    extracted: (by) => batches.inc({ by }),
    applied: (count) => operations.inc({ outcome: 'applied' }, count),
    rejected: (reason) => operations.inc({ outcome: `rejected: ${reason}` }),
    used: ({ input, output }) => {
      tokens.inc({ direction: 'input' }, input);
      tokens.inc({ direction: 'output' }, output);
    },
  };
}
