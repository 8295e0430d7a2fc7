import type { Clock } from '../ports/clock.ts';
import type { JobHandler, JobObserver, JobOutcome } from '../ports/jobs.ts';
import type { Queue } from '../ports/queue.ts';
import type { JobRecord } from '../ports/records.ts';
import type { Store, Write } from '../ports/store.ts';
import { delayAfter } from './delay.ts';

/** How often is looked for due jobs where nobody told of one. */
const POLL_MS = 1_000;
/** How much longer a lease is than the run that it covers, so that the end is stored before another may begin. */
const LEASE_MARGIN_MS = 5_000;

export interface JobRunnerParts {
  readonly store: Pick<Store, 'commit'> & Queue;
  readonly node: string;
  readonly clock: Clock;
  readonly handlers: readonly JobHandler[];
  readonly observer: JobObserver;
  /** Default `Math.random`. */
  readonly random?: () => number;
}

export interface JobRunner {
  /** There may be something due now. */
  wake(): void;
  /** Begins nothing new, aborts what runs, gives it back, and resolves when all of that is stored. */
  stop(): Promise<void>;
}

/** Works off the queue's jobs, each kind by its handler, until it is stopped. */
export function startJobRunner(parts: JobRunnerParts): JobRunner {
  const lanes = parts.handlers.map((handler) => new Lane(handler, { random: Math.random, ...parts }));
  let cancelTimer = (): void => undefined;
  const wake = (): void => lanes.forEach((lane) => lane.wake());
  const poll = (): void => {
    cancelTimer = parts.clock.after(POLL_MS, () => {
      wake();
      poll();
    });
  };
  poll();
  wake();
  return {
    wake,
    stop: async () => {
      cancelTimer();
      await Promise.all(lanes.map((lane) => lane.stop()));
    },
  };
}

/** The jobs of one kind. */
class Lane {
  readonly #handler: JobHandler;
  readonly #parts: Required<JobRunnerParts>;
  readonly #running = new Set<Promise<void>>();
  readonly #stopped = new AbortController();
  #claiming: Promise<void> | null = null;
  /** Somebody woke it while it was claiming: what they meant may have come too late for that claim. */
  #wokenMeanwhile = false;

  constructor(handler: JobHandler, parts: Required<JobRunnerParts>) {
    this.#handler = handler;
    this.#parts = parts;
  }

  wake(): void {
    if (this.#claiming !== null) {
      this.#wokenMeanwhile = true;
      return;
    }
    const free = this.#handler.atOnce - this.#running.size;
    if (free <= 0 || this.#stopped.signal.aborted) return;
    this.#wokenMeanwhile = false;
    this.#claiming = this.#claim(free).finally(() => {
      this.#claiming = null;
      if (this.#wokenMeanwhile) this.wake();
    });
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#claiming;
    await Promise.all(this.#running);
  }

  async #claim(limit: number): Promise<void> {
    const { store, node, observer } = this.#parts;
    const { kind, timeLimitMs } = this.#handler;
    try {
      const jobs = await store.claim([kind], node, timeLimitMs + LEASE_MARGIN_MS, limit);
      jobs.forEach((job) => this.#begin(job));
    } catch (error) {
      observer.unavailable(error);
    }
  }

  #begin(job: JobRecord): void {
    const work = this.#work(job)
      // The lease runs out, and the job is given out again.
      .catch((error: unknown) => this.#parts.observer.unavailable(error))
      .finally(() => {
        this.#running.delete(work);
        this.wake();
      });
    this.#running.add(work);
  }

  async #work(job: JobRecord): Promise<void> {
    const { store, node, clock, observer, random } = this.#parts;
    if (this.#stopped.signal.aborted) return store.retry(job.id, node, clock.now());
    const outcome = await this.#run(job);
    if (outcome.kind === 'done') {
      await this.#finish(job, outcome.writes ?? []);
      observer.ended(job, 'done', null);
      return;
    }
    // What ended because the server does is no failure of the job.
    if (this.#stopped.signal.aborted) return store.retry(job.id, node, clock.now());
    const { cause } = outcome;
    const extra = outcome.kind === 'hopeless' ? (outcome.writes ?? []) : [];
    const delay = outcome.kind === 'failed' ? delayAfter(job.attempts, this.#handler.delaysMs, random) : null;
    if (delay === null) {
      const untried = outcome.kind === 'hopeless' && outcome.untried === true;
      const dead = untried ? { ...job, attempts: job.attempts - 1 } : job;
      await this.#finish(job, [...(await this.#handler.bury(dead, outcome.reason)), ...extra]);
      observer.ended(job, 'dead', outcome.reason, cause);
      return;
    }
    const notBeforeMs = outcome.kind === 'failed' ? (outcome.notBeforeMs ?? 0) : 0;
    await store.retry(job.id, node, clock.now() + Math.max(delay, notBeforeMs));
    observer.ended(job, 'again', outcome.reason, cause);
  }

  async #run(job: JobRecord): Promise<JobOutcome> {
    const { timeLimitMs, delaysMs, run } = this.#handler;
    // Claimed more often than it may be tried: it ended the process each time, or its ends could not be stored.
    if (job.attempts > delaysMs.length + 1)
      return { kind: 'hopeless', reason: 'It was begun too often without an end.' };
    const tooLong = new AbortController();
    const cancelTimer = this.#parts.clock.after(timeLimitMs, () => tooLong.abort());
    try {
      return await run(job, AbortSignal.any([tooLong.signal, this.#stopped.signal]));
    } catch (error) {
      return { kind: 'failed', reason: error instanceof Error ? error.message : String(error), cause: error };
    } finally {
      cancelTimer();
    }
  }

  /** Refused where the lease was lost: then the effect is another node's to make. */
  async #finish(job: JobRecord, writes: readonly Write[]): Promise<void> {
    const { store, node } = this.#parts;
    const [outcome] = await store.commit([{ writes: [{ kind: 'job.finish', id: job.id, node }, ...writes] }]);
    if (outcome?.committed === false && outcome.write > 0) {
      throw new Error(
        `${writes[outcome.write - 1]?.kind ?? 'A write'} of the job ${job.id} was refused: ${outcome.reason}.`,
      );
    }
  }
}
