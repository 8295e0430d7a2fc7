import type { Requirement } from '../requirement.ts';

/** What Parlance promises of memories: how they come to be, change and go. */
export const memoryRequirements: readonly Requirement[] = [
  memory('confirm', '§3.4', 'What is said again, in the same or nearly the same words, confirms what is remembered.'),
  memory(
    'contradiction',
    '§3.4',
    'A new value of what has one value takes the place of the old one, which stays known.',
  ),
  memory('many', '§3.4', 'What can have many values keeps them all.'),
  memory('end', '§3.4', 'What is no longer so ends, and is not forgotten.'),
  memory('rules', '§5', 'Without a language model, rules find facts, preferences, plans and corrections, and say so.'),
  memory('wordings', '§6', 'Five facts in three wordings each are at most six memories.'),
  memory('time', '§3.2', 'The time of an event is counted from when its message was written.'),
  memory('entities', '§2', 'What memories mention is known by its names, and related as long as the memory holds.'),
  memory('health', '§5', 'The server says that it compares words, not meanings, and who finds what is remembered.'),
];

function memory(name: string, section: string, sentence: string): Requirement {
  return { id: `memory:${name}`, part: 'memory', source: `RETRIEVAL.md ${section}`, sentence };
}
