import type { Requirement } from '../requirement.ts';

/** How much the server takes, from whom, and what it does with input that is not what it seems. */
export const limitRequirements: readonly Requirement[] = [
  ...section('FAULTS.md §2 Process, database, network', [
    [
      'fault:F18',
      'Before memory runs out new turns are refused with 503 and Retry-After in the shape of their surface, nothing stored and no model called; what runs goes on, and turns are taken again when the load is gone.',
    ],
    [
      'fault:F19',
      'A process that may open few files refuses further connections, goes on with what runs, and takes connections again when others have left.',
    ],
  ]),
  ...section('FAULTS.md §4 Clients and concurrency', [
    [
      'fault:C13',
      'A repeat of an accepted request attaches to its turn, also while its sender is over the rate limit.',
    ],
    ['fault:C23', 'HEAD, OPTIONS, Expect, pipelined requests and HTTP/1.0 are answered correctly or refused cleanly.'],
  ]),
  ...section('FAULTS.md §5 Input abuse', [
    [
      'fault:A02',
      'Headers over 16 KB or over 100 are answered with 431, addresses of 64 KB and more with 414, in the shape of the surface.',
    ],
    [
      'fault:A03',
      'Clients that send or read slowly, or not at all, are cut at stated limits; others are served meanwhile.',
    ],
    ['fault:A08', 'No regular expression of ours takes more than linear time, whatever text it is given.'],
    [
      'fault:A09',
      'A request that two readers could split differently is refused or read in one way, also behind nginx and HAProxy: nothing hides in its body.',
    ],
  ]),
  ...section('FAULTS.md §6 Security', [
    [
      'fault:S11',
      'The client is who connects, unless a trusted proxy names another; an IPv6 network of 64 bits counts as one client.',
    ],
    ['fault:S12', 'In no stretch of time, wherever it begins, is more let through than the rate limit allows.'],
  ]),
  ...section('CONTRACT.md §1 Starting the server', [
    [
      'http:rate-limit',
      'RATE_LIMIT bounds the turns that one user or address begins; the answer says what is left and when to come back.',
    ],
    ['http:live-turns:taken-over', 'Turns that a start has taken over count as under way.'],
    [
      'http:listen',
      'LISTEN gives a system the root of a port of its own; a system that does not exist is refused by name.',
    ],
  ]),
  ...section('CONTRACT.md §7 Resume, repeat, cancel', [
    ['http:draining:repeat', 'A repeat of an accepted request attaches to its turn while the server is stopping.'],
  ]),
  ...section('STYLE.md rule 8', [
    [
      'http:method-not-allowed',
      'A known address answers a method that it does not take with 405 and the methods it takes.',
    ],
  ]),
];

function section(source: string, rows: readonly (readonly [id: string, sentence: string])[]): readonly Requirement[] {
  return rows.map(([id, sentence]) => ({ id, part: 'limits', source, sentence }));
}
