import { createExtraction, type AskForBatch } from '../../../src/capabilities/memory/extraction.ts';
import { UuidV7 } from '../../../src/adapters/ids/uuid-v7.ts';
import { FULL_BATCH } from '../../../src/capabilities/memory/note-turn.ts';
import { startJobRunner } from '../../../src/jobs/job-runner.ts';
import type { JobHandler } from '../../../src/ports/jobs.ts';
import { EXTRACTION } from '../../../src/ports/memory-store.ts';
import type { JobRecord, MessageRecord } from '../../../src/ports/records.ts';
import { message, mustCommit, newId, NOW, storedConversation } from '../../contracts/store-fixtures.ts';
import type { FullStore, StoreSubject } from '../../contracts/store-subject.ts';
import { makeSqlite } from '../../contracts/sqlite-subject.ts';

export const SCOPE = 'staff/maya';
export const INSTRUCTIONS = 'You are Maya, a careful career adviser who never promises a salary to anybody at all.';

/** A store whose batches are extracted, with what became of them. */
export interface Extracting extends AsyncDisposable {
  readonly store: FullStore;
  readonly subject: StoreSubject;
  readonly handler: JobHandler;
  readonly noted: readonly string[];
  /** A conversation with these messages, user and assistant in turn, which fill a batch. */
  talk(texts: readonly string[], owner?: string): Promise<readonly MessageRecord[]>;
  /** Works off all jobs that wait. */
  work(): Promise<void>;
  /** The job that waits next, claimed. */
  claim(): Promise<JobRecord>;
}

export async function startExtracting(ask: AskForBatch | null): Promise<Extracting> {
  const subject = await makeSqlite();
  const { store, clock } = subject;
  const noted: string[] = [];
  const handler = createExtraction({
    store,
    clock,
    ids: new UuidV7(clock),
    ask,
    instructionsOf: () => INSTRUCTIONS,
    observer: {
      extracted: (by) => noted.push(by),
      applied: () => undefined,
      rejected: (reason) => noted.push(`rejected: ${reason}`),
    },
  });
  return {
    store,
    subject,
    handler,
    noted,
    talk: (texts, owner = 'alice') => talk(store, texts, owner),
    work: () => workOff(subject, handler),
    claim: async () => {
      const [job] = await store.claim([EXTRACTION], 'first', 60_000, 1);
      if (job === undefined) throw new Error('No job waits.');
      return job;
    },
    [Symbol.asyncDispose]: () => subject[Symbol.asyncDispose](),
  };
}

async function talk(store: FullStore, texts: readonly string[], owner: string): Promise<readonly MessageRecord[]> {
  const { conversation } = await storedConversation(store, { owner });
  const messages = texts.map((text, at) =>
    message(
      { conversation },
      { role: at % 2 === 0 ? 'user' : 'assistant', parts: [{ kind: 'text', text }], createdAt: NOW + at },
    ),
  );
  const to = messages.at(-1)?.id ?? '';
  const batch = { conversation, owner, scope: SCOPE, to, turn: newId(), tokens: 10, updatedAt: NOW };
  await mustCommit(
    store,
    ...messages.map((one) => ({ kind: 'message.create' as const, follow: 'tail' as const, message: one })),
    { kind: 'memory.note', batch: { ...batch, messages: 10 }, full: FULL_BATCH, read: false },
  );
  return messages.map((one, at) => ({ ...one, parent: messages[at - 1]?.id ?? null }));
}

async function workOff({ store, clock }: StoreSubject, handler: JobHandler): Promise<void> {
  const { promise: idle, resolve } = Promise.withResolvers<void>();
  let waiting = 0;
  const observed = {
    ended: () => {
      waiting -= 1;
    },
    unavailable: (error: unknown) => {
      throw error;
    },
  };
  const claims: typeof store.claim = async (...asked) => {
    const jobs = await store.claim(...asked);
    waiting += jobs.length;
    // Whoever ends looks for more.
    if (waiting === 0) resolve();
    return jobs;
  };
  const queue = {
    commit: store.commit.bind(store),
    claim: claims,
    complete: store.complete.bind(store),
    retry: store.retry.bind(store),
  };
  const runner = startJobRunner({ store: queue, node: 'first', clock, handlers: [handler], observer: observed });
  await idle;
  await runner.stop();
}
