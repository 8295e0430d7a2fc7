import { Counter, type Registry } from 'prom-client';
import { startJobRunner, type JobRunner, type JobRunnerParts } from '../jobs/job-runner.ts';
import type { Logger } from '../log.ts';
import type { JobHandler, JobObserver } from '../ports/jobs.ts';

export interface JobParts extends Pick<JobRunnerParts, 'store' | 'node' | 'clock'> {
  readonly log: Logger;
  readonly registry: Registry;
}

export interface Jobs {
  /** There may be something due now. Does nothing before the start. */
  readonly wake: () => void;
  readonly start: (handlers: readonly JobHandler[]) => void;
  readonly stop: () => Promise<void>;
}

/** Jobs are made by capabilities, which the engine needs before whatever works the jobs off: so they start later. */
export function prepareJobs({ log, registry, ...parts }: JobParts): Jobs {
  const observer = observeJobs(log, registry);
  let runner: JobRunner | null = null;
  return {
    wake: () => runner?.wake(),
    start: (handlers) => {
      runner = startJobRunner({ ...parts, handlers, observer });
    },
    stop: async () => runner?.stop(),
  };
}

/** Counts and logs what becomes of jobs. */
function observeJobs(log: Logger, registry: Registry): JobObserver {
  const jobs = new Counter({
    name: 'parlance_jobs_total',
    help: 'Runs of jobs by what became of them: done, again (to be repeated), dead (given up).',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  return {
    ended: ({ id, kind, attempts }, outcome, reason, cause) => {
      jobs.inc({ kind, outcome });
      const fields = { job: id, kind, attempts, reason, cause };
      if (outcome === 'dead') log.warning('job_given_up', fields);
      else if (outcome === 'again') log.info('job_failed', fields);
      else log.debug('job_done', { job: id, kind, attempts });
    },
    unavailable: (error) => log.warning('jobs_unavailable', { error }),
  };
}
