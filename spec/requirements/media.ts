import type { Requirement } from '../requirement.ts';

/** What Parlance promises of files that come with messages, of addresses that users give, and of caches. */
export const mediaRequirements: readonly Requirement[] = [
  {
    id: 'fault:S06',
    part: 'media',
    source: 'FAULTS.md §6',
    sentence:
      'No address that a user gives leads inside: not by its spelling, its name, a second answer or a redirect.',
  },
  media('outbound-limits', 'What is fetched from outside has a bound in bytes and in time, and its connection ends.'),
  media('own', 'A file is there for its owner alone; for everybody else its id does not exist.'),
  media('content', 'What a file is, its content decides, and no name leads out of where files are.'),
  media('limits', 'Bytes, pixels and pages of a file have bounds, and what is refused or breaks off leaves nothing.'),
  media('model', 'Models see the images of a message, and read the text of its documents.'),
  media('url', 'A file by its address is fetched once, through the guard, after idempotency and limits.'),
  media('studyguru', 'StudyGuru takes files in media_files, with or without a message.'),
  media('blobs', 'Bytes are kept wholly or not at all, on a disk as in a bucket, and never in memory as a whole.'),
  media('settled', 'What an upload left behind when it broke off is found and taken away.'),
  cache(
    'prefix',
    'What a provider may keep of a request stands first and stays the same, and Anthropic is asked to keep it.',
  ),
  cache('cached-input', 'Input that a provider had kept is shown in the usage of a turn.'),
  cache('answer', 'An assistant that lists the cache repeats an answer to the same question in the same context.'),
  cache('context', 'A turn reads of its conversation what is new since the turn before; what is deleted is forgotten.'),
  cache('price', 'A repeated answer is marked in its usage and costs what the price list says of it.'),
  cache('whole', 'Only whole answers of a model are kept, and only for a day.'),
  {
    id: 'fault:S05',
    part: 'cache',
    source: 'FAULTS.md §6',
    sentence: 'No answer that was kept for one user ever reaches another.',
  },
  cache('erased', 'A kept answer goes with the conversation that it was given in.'),
];

function cache(name: string, sentence: string): Requirement {
  return { id: `cache:${name}`, part: 'cache', source: 'DESIGN.md §8', sentence };
}

function media(name: string, sentence: string): Requirement {
  return { id: `media:${name}`, part: 'media', source: 'CONTRACT.md §2.3', sentence };
}
