import type { Requirement } from '../requirement.ts';

/** What readers may do to the server, and what they may expect of it when it stops. Ids are the rows of FAULTS.md. */
export const readerRequirements: readonly Requirement[] = [
  ...section('§2 Process, database, network', [
    [
      'F05',
      'SIGTERM with hundreds of streams open: not ready at once, no new turns, every answer that has the time ends whole, and the process exits with 0 whatever its connections do.',
    ],
    [
      'F06',
      'A second SIGTERM, or a SIGKILL, while answers are finishing loses nothing that was shown; the next start ends them.',
    ],
  ]),
  ...section('§4 Clients and concurrency', [
    [
      'C02',
      'A reader whose network is gone is given up after a stated time without an acknowledgement, and everything that it held is freed.',
    ],
    [
      'C03',
      'Hundreds of readers that do not read one long answer cost little memory, hold up nobody, are cut off, and resume byte for byte.',
    ],
    [
      'C04',
      'When all followers of some turns are cut at once they come back with their tokens and cursors, and each gets every event once and in order.',
    ],
    [
      'C22',
      'Through nginx and HAProxy, tuned or not, events arrive one by one, resuming works, and heartbeats outlast idle limits.',
    ],
  ]),
  {
    id: 'readers:disconnects',
    part: 'readers',
    source: 'FAULTS.md §1 oracle I7',
    sentence: 'Connections that are reset at any moment leave no descriptor, socket, timer or memory behind.',
  },
  {
    id: 'readers:fair-loop',
    part: 'readers',
    source: 'TURN.md § Failure of parts',
    sentence:
      'In a flood, what is committed is bounded, and told to its readers in slices, so that the event loop is given back every few milliseconds; nothing is lost or reordered by it.',
  },
  {
    id: 'readers:one-encoding',
    part: 'readers',
    source: 'DESIGN.md §2',
    sentence: 'An event is encoded once for all who follow a turn in one format, however many they are.',
  },
];

type Row = readonly [row: string, sentence: string];

function section(name: string, rows: readonly Row[]): readonly Requirement[] {
  return rows.map(([row, sentence]) => ({
    id: `fault:${row}`,
    part: 'readers',
    source: `FAULTS.md ${name}`,
    sentence,
  }));
}
