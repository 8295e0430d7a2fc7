import type { Requirement } from '../requirement.ts';

/** What Parlance promises of memories: how they come to be, change and go. */
export const memoryRequirements: readonly Requirement[] = [
  memory('store', '§2', "A memory is stored with its sources and found by its owner's questions, page by page."),
  memory('owner', '§6', "No question, list or change ever reaches another owner's memories."),
  memory('confirm', '§3.4', 'What is said again, in the same or nearly the same words, confirms what is remembered.'),
  memory(
    'contradiction',
    '§3.4',
    'A new value of what has one value takes the place of the old one, which stays known.',
  ),
  memory('many', '§3.4', 'What can have many values keeps them all.'),
  memory('order', '§3.4', 'What was said later is current, in whatever order messages are read.'),
  memory('end', '§3.4', 'What is no longer so ends, and is not forgotten.'),
  memory('rules', '§5', 'Without a language model, rules find facts, preferences, plans and corrections, and say so.'),
  memory('wordings', '§6', 'Five facts in three wordings each are at most six memories.'),
  memory('time', '§3.2', 'The time of an event is counted from when its message was written.'),
  memory('entities', '§2', 'What memories mention is known by its names, and related as long as the memory holds.'),
  memory('batch', '§3.2', 'Ten messages, 4,000 tokens or half an hour of silence make one batch, and one job.'),
  memory('once', '§3.2', 'A batch is applied once, whatever is killed and however many conversations go on.'),
  memory('call', '§3.2', 'A batch costs one question to the model, of at most 6,000 tokens.'),
  memory('evidence', '§3.3', 'A model is believed only what the messages that it names say.'),
  memory('failure', '§3.2', 'Extraction that fails costs no answer; after the last try the rules read the batch.'),
  memory(
    'summary',
    '§3.5',
    'A conversation has a summary of at most 600 tokens, made from the one before and what came since.',
  ),
  memory('asked', '§5', 'Without a model too, what is known of one is told of nobody else, and what is over as over.'),
  memory('correct', '§3', 'The user corrects a memory; what it said before stays in its history.'),
  memory('delete', '§3.6', 'A memory that the user removes is gone, with what it took the place of.'),
  memory('cascade', '§3.6', 'With a conversation go the memories that come from nowhere else.'),
  memory('api', '§3', 'Memories are listed, read with sources and history, corrected, removed and exported over HTTP.'),
  memory('erase', '§3.6', 'Erasing a user leaves no byte of what they wrote in any file of the server.'),
  memory('health', '§5', 'The server says that it compares words, not meanings, and who finds what is remembered.'),
];

function memory(name: string, section: string, sentence: string): Requirement {
  return { id: `memory:${name}`, part: 'memory', source: `RETRIEVAL.md ${section}`, sentence };
}
