import type { Requirement } from '../requirement.ts';

/** What the model of a turn is shown of what is remembered, and how its user sees that. */
export const memoryContextRequirements: readonly Requirement[] = [
  context(
    'budget',
    'A context of 6,000 tokens is shared between its sections, what one leaves goes to the next, and nothing is cut without saying so.',
  ),
  context('data', 'What was recalled is shown to the model as data that cannot leave its element.'),
  context('inspect', 'The context of a turn can be read by its owner, exactly as the model was shown it.'),
  context(
    'injection',
    'A recalled text can neither call tools, nor reach other users, nor send anything anywhere by the answer.',
  ),
  context(
    'citations',
    'What an answer cites of what it was shown becomes a citation with source and quote; ids that were not shown are dropped.',
  ),
  context(
    'without',
    'An answer waits a bounded time for what is remembered; what fails or is late is left out, told by an event and counted.',
  ),
  context(
    'days',
    'Over several days, conversations and kills a user is remembered, sees why, sets it right and erases it.',
  ),
  context('erase', 'A kept context goes with every conversation and memory that it was made from.'),
];

function context(name: string, sentence: string): Requirement {
  return { id: `context:${name}`, part: 'memory', source: 'RETRIEVAL.md §4', sentence };
}
