import type { Requirement } from '../requirement.ts';

/** What is promised to those who use Parlance from a shell, run it behind a proxy, and read its documents. */
export const shellRequirements: readonly Requirement[] = [
  {
    id: 'docs:configuration',
    part: 'docs',
    source: 'CONTRACT.md §1',
    sentence:
      'docs/configuration.md lists every variable with its meaning, bounds, unit, default and an example that works, and is made from the same list as the server.',
  },
];
