import type { Requirement } from '../requirement.ts';

/** What a guided conversation promises, whichever assistant it belongs to. */
export const guideRequirements: readonly Requirement[] = [
  guide(
    'state-once',
    'DESIGN.md §8',
    'A state is kept once for its turn, whole or not at all, however often it is put.',
  ),
  guide(
    'state-order',
    'DESIGN.md §8',
    'A state that was made from an older one than its branch has is refused, so that no change is lost.',
  ),
  guide('state-branch', 'DESIGN.md §8', 'A branch has the state of the turn that it began from, not the newest one.'),
  guide('state-heads', 'CONTRACT.md §2', 'The states of many conversations are read at once, those of the owner only.'),
  guide('state-erase', 'TURN.md § Order', 'Deleting a conversation leaves no byte of its states.'),
];

function guide(name: string, source: string, sentence: string): Requirement {
  return { id: `guide:${name}`, part: 'guide', source, sentence };
}
