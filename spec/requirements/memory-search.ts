import type { Requirement } from '../requirement.ts';

/** What Parlance promises of finding what was said, and of conversations that are brought in from elsewhere. */
export const memorySearchRequirements: readonly Requirement[] = [
  recall(
    'at-once',
    'A message is found by the first search after the commit that stored it, and by none if it failed.',
  ),
  recall('free', 'A conversation whose messages nobody indexed costs nothing and finds nothing.'),
  recall('sessions', 'What is said after 30 minutes of silence is of another session.'),
  recall('branch', 'Only what stands on the current branch is found.'),
  recall('gone', 'With its conversation, all of a message is gone from the index.'),
  recall('owners', 'A search sees nothing of other owners, and nothing that they keep changes its scores.'),
  recall('words', 'A question finds what answers it in other forms of its words and in everyday words for the same.'),
  recall('speakers', 'What somebody said themselves comes before what others say, where the question names them.'),
  recall('answers', 'An answer is found by the question that it follows.'),
  recall('dates', 'What was said on a day, or of it in words such as "yesterday", is found by that day.'),
  recall('result', 'A message comes with its id, its id where it was imported from, its time and its speaker.'),
  recall('budget', 'Results end where their texts would go beyond the wanted number of tokens.'),
  recall('memories', 'Memories lift the messages that they come from, and never take their places.'),
  imports('whole', 'An import is there as a whole or not at all, whatever its last line says.'),
  imports('kill', 'Of an import that a kill ended, the next start leaves nothing.'),
  imports('found', 'What was imported is found as soon as the import answers, under its own ids and speakers.'),
  imports('errors', 'A line that cannot be taken is named by its number and field.'),
  imports('extract', 'Memories are drawn from an import where its sender wants that, and never otherwise.'),
  imports('once', 'The same import with the same key happens once; another body under that key is refused.'),
  imports('types', 'Lines are read whatever their content type, up to a limit that is said.'),
  imports('times', 'Times come in ISO 8601 with or without a zone, or as numbers since the epoch.'),
];

function recall(name: string, sentence: string): Requirement {
  return { id: `recall:${name}`, part: 'memory', source: 'RETRIEVAL.md §1, §3 and §4; CONTRACT.md §4', sentence };
}

function imports(name: string, sentence: string): Requirement {
  return { id: `import:${name}`, part: 'memory', source: 'CONTRACT.md §4', sentence };
}
