import type { Requirement } from '../requirement.ts';

/** What the repository promises to those who work on it. */
export const houseRequirements: readonly Requirement[] = [
  {
    id: 'house:imports',
    part: 'house',
    source: 'DESIGN.md §3',
    sentence:
      'Imports point one way, from surfaces and adapters to ports to wire, and no modules import each other in a circle.',
  },
  {
    id: 'house:requirements',
    part: 'house',
    source: 'STYLE.md rule 6',
    sentence:
      'A promise without a test, a test that cites an unknown promise and a promise listed twice each fail the check.',
  },
  {
    id: 'house:reliability',
    part: 'house',
    source: 'STYLE.md rule 6',
    sentence: 'Every promise and every command that docs/reliability.md names exists, and a test cites each promise.',
  },
  {
    id: 'house:lint',
    part: 'house',
    source: 'STYLE.md rules 1 and 12',
    sentence:
      'The linter refuses `any`, `!`, unsafe values, floating promises, default exports, and files or functions that are too long.',
  },
  {
    id: 'house:escapes',
    part: 'house',
    source: 'STYLE.md rule 12',
    sentence: 'A rule is switched off for a line or a file only with a reason beside it.',
  },
  {
    id: 'house:summary',
    part: 'house',
    source: 'STYLE.md § Habits',
    sentence:
      'The check runs every step, fails where any of them fails, crashes or finds nothing, and ends with its counts in one line.',
  },
  {
    id: 'house:programs',
    part: 'house',
    source: 'CONTRIBUTING.md § The check',
    sentence:
      'Suites that need a program which is missing are reported as skipped with the reason, and fail where CI is true.',
  },
];
