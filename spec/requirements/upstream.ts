import type { Requirement } from '../requirement.ts';

/** What providers of language models may do, and what becomes of it. Ids are the rows of FAULTS.md §3. */
export const upstreamRequirements: readonly Requirement[] = [
  row('U01', 'A provider that cannot be reached is asked three times; then the turn fails, its message kept.'),
  row(
    'U02',
    'A provider that is busy or broken is asked again when it says, within the time limit; then the turn fails.',
  ),
  row('U03', 'A provider that refuses our key is asked once; its status is in the log, and the key is nowhere.'),
  row('U04', 'A first token may take a minute: the stream carries heartbeats meanwhile.'),
  row('U05', 'A provider that falls silent in mid-answer is given up at the limit; what it said is kept.'),
  row(
    'U06',
    'A provider that breaks off in mid-answer ends the turn; what it said is kept, and it is not asked again.',
  ),
  row('U07', 'A failure that a provider reports inside its stream ends the turn like a broken connection.'),
  row('U08', 'Text is the same wherever its bytes are cut.'),
  row('U09', 'Answers are the same however the lines of the stream are written.'),
  row('U10', 'An event without end is cut off before it fills the memory.'),
  row('U11', 'What a provider adds is passed over; what breaks its protocol fails the turn with a code.'),
  row('U12', 'An empty, filtered or shortened answer is complete, and says why it ended.'),
  row('U13', "Usage is the provider's, a zero included; where it cannot be true or is missing our count is marked."),
  row('U14', 'A body that is packed or no event stream is refused, and no redirect is followed.'),
  row('U15', 'Ten thousand tokens at once arrive in order, in bounded memory.'),
  row('U16', 'A loop of tools ends at its limit, and says so.'),
  {
    id: 'upstream:fallback',
    part: 'models',
    source: 'TURN.md §Ownership',
    sentence:
      'Where the first provider gives nothing the fallback is asked: one answer for the reader, all calls on record.',
  },
  {
    id: 'upstream:on-record',
    part: 'models',
    source: 'TURN.md §Ownership',
    sentence: 'A turn never has more calls to providers than it has on record, also after a crash.',
  },
  {
    id: 'upstream:hostile',
    part: 'models',
    source: 'FAULTS.md §1',
    sentence: 'Whatever bytes a provider sends, a turn ends once, with a prefix of what was sent.',
  },
];

function row(id: string, sentence: string): Requirement {
  return { id: `fault:${id}`, part: 'faults', source: 'FAULTS.md §3', sentence };
}
