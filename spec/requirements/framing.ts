import type { Requirement } from '../requirement.ts';

/** What every stream looks like on the wire, and what the package `wire` promises about reading and resuming it. */
export const framingRequirements: readonly Requirement[] = [
  ...section('framing', 'CONTRACT.md §6', [
    ['1', 'JSON in a frame is ASCII only, with everything above 0x7e escaped.'],
    [
      '2',
      'A frame is written whole; the frame of a delta takes at most 60,000 bytes, and text is cut between code points.',
    ],
    ['3', 'Lines end with LF, and a frame has one data line that begins with "data: ".'],
    ['4', 'No frame has an event name, except in the formats whose clients need one.'],
    ['5', 'No seed stream sends [DONE].'],
    ['6', 'Every frame has an id; the retry delay and a bare id come before the first, and heartbeats are comments.'],
    ['7', "JSON bodies are read on the seeds' routes whatever their Content-Type says."],
    ['8', 'A stream ends with one terminal frame and nothing after it.'],
  ]),
  ...section('wire:cursor', 'DESIGN.md §2', [
    ['resume', 'A stream cut after any frame and resumed by its id gives the same bytes as one that was not cut.'],
    ['strict', 'A cursor has one spelling; whatever differs from it is no cursor.'],
  ]),
  ...section('wire:parser', 'DESIGN.md §3', [
    ['rules', 'The parser follows the event stream rules of the HTML standard.'],
    ['chunking', 'What the parser reports does not depend on where the bytes are cut.'],
    ['limit', 'An event or line above the limit is refused by a typed error, in linear time and bounded memory.'],
  ]),
  ...section('wire:text', 'DESIGN.md §8', [
    ['whole', 'Text of any length and any content arrives as it was sent, in every format.'],
    ['clean', 'NUL and lone surrogates in text become U+FFFD by one rule, wherever a pair is cut.'],
  ]),
  ...section('wire:dialect', 'DESIGN.md §2', [
    ['by-name', 'A format is chosen by its name, and an unknown name is none.'],
    ['newer-events', 'A type of event that is not known yet is passed over and changes nothing else.'],
  ]),
  ...section('wire:native', 'CONTRACT.md §4', [
    ['frames', 'Each event of a turn is one native frame that holds the event, with turn, seq, at and type first.'],
    ['body', 'The native JSON answer gives the outcome of the turn, with the partial text where it did not complete.'],
  ]),
  ...section('wire:milo', 'CONTRACT.md §2.1', [
    ['frames', 'Each piece of the text is one frame with content, and the last frame is done.'],
    ['error', 'A failure is one frame with an error text, and nothing follows it.'],
    ['cancel', 'A cancelled answer ends as a finished one.'],
  ]),
  ...section('wire:studyguru', 'CONTRACT.md §2.3', [
    ['frames', 'The stream is metadata, a token for each piece of the text, and complete with what it used and cost.'],
    ['error', 'A failure is one error frame in the place of complete.'],
    ['cancel', 'A cancelled answer is complete with what was said and what it cost.'],
  ]),
  ...section('wire:staff', 'CONTRACT.md §2.5', [
    ['frames', 'Each piece of the text is a token, and the last frame is done with the id of the saved message.'],
    ['error', 'A failure is one error frame with a detail, and nothing follows it.'],
    ['cancel', 'A cancelled answer is done, under the id that holds what was said.'],
  ]),
  ...section('wire:jacie', 'CONTRACT.md §2.4', [
    ['frames', 'The stream is named events: progress with five documented fields, then one result.'],
    ['tokens', 'With stream_tokens each piece of the text is a token event too.'],
    ['end', 'A failure is one error event; a cancelled answer ends with the result that there is.'],
    ['body', 'The twins that do not stream answer with what the last frame of the same fold holds.'],
    ['percent', 'Percentages never go back, whatever the turn tells.'],
  ]),
  ...section('wire:assistant', 'CONTRACT.md §2.2', [
    [
      'frames',
      "The Assistant's frames hold content, sequence, is_final and correlation_id in that order, numbered from 0.",
    ],
    ['error', "The Assistant's failure is one final frame with sequence -1, empty content and the error."],
    ['cancel', 'A cancelled turn ends with a normal final frame of the Assistant.'],
  ]),
];

function section(
  prefix: string,
  source: string,
  promises: readonly (readonly [name: string, sentence: string])[],
): readonly Requirement[] {
  return promises.map(([name, sentence]) => ({ id: `${prefix}:${name}`, part: 'wire', source, sentence }));
}
