import type { Requirement } from '../requirement.ts';

/** Faults that the server survives on one node. Ids are the rows of FAULTS.md. */
export const faultRequirements: readonly Requirement[] = [
  ...section('§2 Process, database, network', [
    [
      'F01',
      'A turn whose process is killed before its first token runs again after the restart, for the stored message.',
    ],
    [
      'F02',
      'A turn whose process is killed in mid-answer ends as interrupted after the restart, with exactly the text that clients were shown.',
    ],
    [
      'F04',
      'A terminal that was committed but not delivered is replayed after the restart, and is accounted for once.',
    ],
    ['F08', 'While the store is down a message is refused with 503 and Retry-After, and no model is called.'],
    [
      'F11',
      'A second server on the same data directory refuses to start with exit code 78, names the holder and changes nothing.',
    ],
  ]),
  ...section('§4 Clients and concurrency', [
    [
      'C01',
      'A connection may break at any event: generation goes on, and a resume from there completes the stream without gap or repeat.',
    ],
    ['C05', 'A malformed cursor is refused with 400 as an invalid cursor.'],
    ['C06', 'A cursor of another turn of the same user is refused with 400 as an invalid cursor.'],
    ['C07', "A cursor of somebody else's turn answers 404, in the same words as an unknown one."],
    ['C08', 'A cursor into a trimmed log answers 410 and names the stored message.'],
    ['C09', 'A cursor at the end of an ended turn answers 204, so that a browser stops reconnecting.'],
    ['C10', 'A token that expired refuses a resume, and closes a live stream soon after it expires.'],
    [
      'C11',
      'Many simultaneous requests with one idempotency key make one turn, one model call and one bill, and all see the same events.',
    ],
    [
      'C12',
      'A key with another body is refused, from another user it is independent, and after its retention it makes a new turn.',
    ],
    [
      'C16',
      'A cancel that races the end of the answer leaves exactly one terminal, and repeats of it are answered alike.',
    ],
    [
      'C17',
      'A cancel is acknowledged only once it is stored, and still takes effect when the process dies right after.',
    ],
    ['C18', "A second cancel is answered like the first; cancelling an unknown turn or somebody else's answers 404."],
    ['C20', 'Deleting a conversation while it is answered cancels the answer and leaves nothing of it.'],
    ['C21', 'A client that leaves right after submitting finds its message in the history, and later the answer.'],
  ]),
  ...section('§5 Input abuse', [
    ['A01', 'A body over the limit or with a false length is refused before it is parsed, and its socket is closed.'],
    ['A04', 'JSON that is nested too deep, too wide or names a prototype is refused before it is parsed.'],
    [
      'A05',
      'Invalid text in an id is refused with 400; in messages it is replaced by one rule, and never fails the server.',
    ],
    ['A06', 'Line breaks and SSE syntax in text cannot forge a frame in any format.'],
    ['A10', 'A GraphQL document that is too deep, too wide or asks too much is refused before any of it runs.'],
    [
      'A12',
      'A question in an address is not logged, not cached, and begins no turn that a browser asked for by itself.',
    ],
    ['A07', 'Control characters in headers and ids cannot reach a response header or split a log line.'],
  ]),
  ...section('§6 Security', [
    ['S03', 'What belongs to one user does not exist for another, whatever the route.'],
    ['S04', 'What is found for a user never holds what another user keeps, in no context and no result.'],
    [
      'S09',
      'What a document tells the model to do calls no tool, reads nothing of others and gets no link or image into an answer.',
    ],
    ['S16', 'However long an answer is asked for and however many are, none costs more than its user has.'],
    [
      'S15',
      'Points cannot be overspent, paid twice, refunded twice or made negative, however many requests try at once.',
    ],
  ]),
];

type Row = readonly [row: string, sentence: string];

function section(name: string, rows: readonly Row[]): readonly Requirement[] {
  return rows.map(([row, sentence]) => ({ id: `fault:${row}`, part: 'faults', source: `FAULTS.md ${name}`, sentence }));
}
