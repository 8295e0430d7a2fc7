import type { Requirement } from '../requirement.ts';

/** What a turn promises on one node. Numbers are the points of TURN.md; parts that need a second node are not here yet. */
export const turnRequirements: readonly Requirement[] = [
  ...section('Acceptance', 'engine', [
    [
      1,
      'One transaction stores user message, turn and idempotency key before a byte is answered or a model is called.',
    ],
    [2, 'A client that sees a 2xx status may rely on its message and turn being stored.'],
    [
      3,
      'A request refused by validation, authentication or admission gets a plain HTTP error, stores nothing and leaves its key unused.',
    ],
    [4, 'A repeated request is recognised once its sender is known, before any limit can refuse it.'],
    [
      5,
      'An idempotency key counts within its owner and operation, is bounded in length, and is stored as a hash beside a fingerprint of the body until its retention ends.',
    ],
    [6, 'A key that comes back with a different body is refused with 422.'],
    [
      7,
      'A repeat with the same key and body joins the first turn, live or ended, says so in a header, and its JSON twin waits for the same end.',
    ],
  ]),
  ...section('Log and delivery', 'engine', [
    [8, 'Events of a turn are numbered from 0 without a gap, and an append that is refused spends no number.'],
    [9, 'Only committed events leave the server; events of all live turns share commits that add little delay.'],
    [
      10,
      'A connection receives events in order and never one that its cursor covers, so that reconnecting shows each event once.',
    ],
    [11, 'A replay of the log gives the bytes that were sent live, in every format.'],
    [12, 'Readers take events from the log; a wake-up carries nothing that they need.'],
    [
      13,
      'A cursor opens nothing: rights are taken from the current token at each connect and checked again while streaming.',
    ],
    [14, 'Frames obey the framing rules on every stream.'],
    [15, 'A silent stream carries a heartbeat within its interval, even before the first token.'],
    [
      16,
      'A reader that does not read is cut off at its byte cap and can resume, while generation and other readers go on undisturbed.',
    ],
  ]),
  ...section('Terminal', 'engine', [
    [
      17,
      'A turn ends once: the terminal event, the assistant message, usage and jobs commit together and nothing follows.',
    ],
    [18, 'A turn that runs past its time limit ends with a terminal, and no reader is left waiting.'],
    [
      19,
      'What was written before a failure or a cancel stays in the history, marked, and enters the next context only where it is not empty.',
    ],
    [
      20,
      'An ended log replays whole until its retention is over and answers 410 with a link to the message afterwards.',
    ],
  ]),
  ...section('Ownership', 'engine', [
    [
      22,
      'After a crash a turn without content runs again, at most three times in all, and a turn with content ends as interrupted with its text kept.',
    ],
    [23, 'A model is asked again only before its first content, and the number of attempts is stored.'],
  ]),
  ...section('Money', 'engine', [
    [24, 'The usage of a turn is stored once, in the transaction of its terminal.'],
    [
      25,
      'Usage is stored as the provider reports it, zeros included, and is marked as estimated where the provider reports none; replays use none.',
    ],
  ]),
  ...section('Cancel', 'engine', [
    [
      26,
      'A lost connection leaves the turn running; a cancel is stored before it is acknowledged, and an ended turn answers with its terminal.',
    ],
    [
      27,
      'A cancel closes the connection to the provider at once, and whichever terminal commits first is the one that everybody is told.',
    ],
  ]),
  ...section('Order', 'engine', [
    [
      28,
      'Turns of a conversation run one after the other; a second one waits, is refused, or interrupts, as its sender chose.',
    ],
    [29, 'A turn sees the outcome of every turn before it, at a cost that does not grow with the conversation.'],
    [30, 'Deleting a conversation cancels what runs and removes its messages and logs; a later resume finds nothing.'],
  ]),
  ...section('Failure of parts', 'engine', [
    [
      31,
      'While the store is down nothing is accepted and nothing uncommitted is shown; running turns wait within a bound and go on when it is back.',
    ],
    [32, 'A capability that fails is left out of the answer, and an event and a metric say so.'],
    [
      33,
      'SIGTERM makes the server unready, refuses new turns, lets running ones end or hands them over, and exits in time.',
    ],
    [
      34,
      'A failure after the 200 arrives as an event of the format with a correlation id, without text of the provider.',
    ],
    [
      35,
      'Liveness, readiness and health answer what they mean: the loop turns, the store commits, and what is degraded.',
    ],
  ]),
];

type Point = readonly [number: number, sentence: string];

function section(name: string, part: string, points: readonly Point[]): readonly Requirement[] {
  return points.map(([number, sentence]) => ({ id: `turn:${number}`, part, source: `TURN.md § ${name}`, sentence }));
}
