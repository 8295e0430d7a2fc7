import type { Requirement } from '../requirement.ts';

const ORACLE: readonly Requirement[] = [
  oracle('I1', 'Whatever happens, what a client was shown is the beginning of the stored log, each event once.'),
  oracle('I2', 'Whatever happens, a turn has one terminal, and nothing after it.'),
  oracle('I3', 'Whatever happens, the stored answer is the text that was streamed.'),
  oracle('I4', 'Whatever happens, a turn is accounted for at most once.'),
  oracle('I5', 'Whatever happens, no turn has more calls to providers than it has on record.'),
  oracle('I6', 'Whatever happens, no client waits for ever: it gets a terminal or an error with a code.'),
  oracle(
    'I7',
    'After any storm the server lives, has met nothing unexpected, and holds no more descriptors and little more memory than before; in a flood its event loop is late by less than 100 ms at p99.',
  ),
];

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
  row(
    'F16',
    'On one node, a server that is stopped for longer than its lease keeps its data from any other and goes on without loss or repeat when it is woken; take-over by other nodes needs a store that nodes share.',
  ),
  row(
    'F17',
    'A clock that is set by an hour or ten minutes, forward or back, changes neither the order of events nor a heartbeat, a time limit or a retry, and tokens count by it within a minute.',
  ),
  row(
    'F21',
    'A migration that is killed at any of its statements is completed by the next start with the same schema, and no row is lost.',
  ),
  ...ORACLE,
];

function row(id: string, sentence: string): Requirement {
  return { id: `fault:${id}`, part: 'faults', source: 'FAULTS.md §2 Process, database, network', sentence };
}

function oracle(id: string, sentence: string): Requirement {
  return { id: `fault:${id}`, part: 'faults', source: 'FAULTS.md §1 Harness', sentence };
}
