import type { Requirement } from '../requirement.ts';

/** What a model adapter promises to the engine, whatever its provider does. */
export const modelRequirements: readonly Requirement[] = [
  model('chunks', 'DESIGN.md §8', 'Each text chunk of a provider becomes one event, at once, in order and unmerged.'),
  model(
    'true-end',
    'FAULTS.md §3',
    'An answer is complete only if its provider said so; one that breaks off is told apart.',
  ),
  model(
    'errors',
    'FAULTS.md §3',
    'A call fails with one typed error, and a failure before the first token leaves nothing.',
  ),
  model('abort', 'TURN.md §Cancel', 'An abort closes the connection to the provider at once, in whatever state it is.'),
  model(
    'back-pressure',
    'FAULTS.md §3',
    'A model reads nothing more from its provider while nobody takes what it has read.',
  ),
  model(
    'usage',
    'TURN.md §Money',
    'Usage is passed on as the provider counted it, an explicit 0 included, and never if it cannot be true.',
  ),
  model('finish', 'FAULTS.md §3', 'The reason for which an answer ended is passed on, for an empty answer too.'),
  model(
    'framing',
    'FAULTS.md §3',
    'A stream reads the same wherever it is cut and with whatever line ends it is written.',
  ),
  model(
    'malformed',
    'FAULTS.md §3',
    'What a provider adds to its wire is passed over; what breaks it is a typed failure.',
  ),
  model('caps', 'FAULTS.md §3', 'A single event of more than 1 MB ends the call before it fills the memory.'),
  model('content', 'FAULTS.md §3', 'A body of another type or encoding than was asked for is refused.'),
  model(
    'status',
    'FAULTS.md §3',
    'A refusal is told apart by its status as passing or lasting, with the wait that it asks for.',
  ),
  model(
    'unreachable',
    'FAULTS.md §3',
    'A provider that cannot be reached is reported as unavailable within a time limit.',
  ),
  model(
    'stale-connection',
    'FAULTS.md §3',
    'A connection that died while idle costs no answer: the question is put once more.',
  ),
  model('stall', 'FAULTS.md §3', 'A provider that falls silent before or between tokens is given up at the limit.'),
  model(
    'tools',
    'CONTRACT.md §2.2',
    'Each use of a tool is told by events, before and after, and each further request is put on record first.',
  ),
  model('tool-limit', 'FAULTS.md §3', 'A loop of tools ends at a limit of requests.'),
  model('no-tracing', 'DESIGN.md §7', 'The Agents SDK sends no traces unless it is asked to.'),
  model(
    'on-record',
    'TURN.md §Ownership',
    'A question that is put to a provider once more is put on record before, so that none is made in secret.',
  ),
  model(
    'http-framing',
    'FAULTS.md §3',
    'A response reads the same wherever its bytes are cut, and one that could be read in two ways is refused.',
  ),
  model(
    'http-connections',
    'FAULTS.md §3',
    'A connection to a provider is used again only after a whole and clean response, and none is left behind.',
  ),
  model('http-injection', 'DESIGN.md §7', 'No header can add a line to a request, move its end or rename its host.'),
  model('http-tls', 'DESIGN.md §6', 'A provider gets no byte of a request before its certificate was checked.'),
  model('secrets', 'DESIGN.md §7', 'No key stands in an error, wherever the provider may repeat it.'),
  model(
    'scripted',
    'DESIGN.md §5',
    'Without a provider there are deterministic answers, which say so and name what to set.',
  ),
  model(
    'scripted-extract',
    'RETRIEVAL.md §5',
    'Without a provider questions are answered in words of what was contributed, with its id.',
  ),
  {
    id: 'models:choice',
    part: 'models',
    source: 'CONTRACT.md §1',
    sentence: 'Who answers follows from the configuration by one rule, and /health names it.',
  },
  {
    id: 'models:fallback-keys',
    part: 'models',
    source: 'DESIGN.md §7',
    sentence: 'A key is sent to the address that it was given for, and to no other.',
  },
  {
    id: 'models:ai-sdk',
    part: 'models',
    source: 'DESIGN.md §4',
    sentence: 'Any installed provider of the AI SDK can answer; one that cannot be used is refused at start.',
  },
];

function model(id: string, source: string, sentence: string): Requirement {
  return { id: `model:${id}`, part: 'models', source, sentence };
}
