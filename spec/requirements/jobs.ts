import type { Requirement } from '../requirement.ts';

/** What work that outlives its turn promises. */
export const jobRequirements: readonly Requirement[] = [
  job(
    'retry',
    'A job that fails is tried again by its schedule, by the clock, and is kept as a dead letter at the end.',
  ),
  job('at-once', 'No more jobs of a kind run at once on a node than its handler allows.'),
  job('exactly-once', "A job's writes are committed with its end, once, and only by the node that holds its lease."),
  job('stop', 'A server that stops gives back the jobs that it had begun.'),
  job('too-often', 'A job that is begun again and again without an end is given up.'),
  {
    id: 'fault:F22',
    part: 'jobs',
    source: 'FAULTS.md §2',
    sentence:
      'Work that a kill of the process cut off is begun again, and a webhook gets it under the same webhook-id.',
  },
];

function job(name: string, sentence: string): Requirement {
  return { id: `jobs:${name}`, part: 'jobs', source: 'FAULTS.md §2', sentence };
}
