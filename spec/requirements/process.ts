import type { Requirement } from '../requirement.ts';

/** What may happen to the process, its disk and its clock. Ids are the rows of FAULTS.md §2, and its oracle. */
export const processRequirements: readonly Requirement[] = [
  row(
    'F14',
    'On a full disk a message is refused with nothing stored and no model called, running turns wait in bounded memory, and all goes on within five seconds of space without a restart; a turn whose time runs out meanwhile says why.',
  ),
  row(
    'F15',
    'A database that is damaged, cut off, foreign, newer or read-only ends the start with one line that names it and says what to do, exit code 78, and no byte changed.',
  ),
];

function row(id: string, sentence: string): Requirement {
  return { id: `fault:${id}`, part: 'faults', source: 'FAULTS.md §2 Process, database, network', sentence };
}
