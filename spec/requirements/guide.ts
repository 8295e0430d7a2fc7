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
  guide(
    'documented-sentence',
    'CONTRACT.md §2',
    'Of "I love data science and global issues" the interests are exactly data science and global issues.',
  ),
  guide('no-duplicates', 'CONTRACT.md §2', 'A slot holds each thing once, in whatever spelling, case or number.'),
  guide('bounded', 'CONTRACT.md §2', 'A slot is bounded in the number of its entries and in their length.'),
  guide('reasons', 'CONTRACT.md §2', 'A change of the step says why, as a code and as a sentence.'),
  guide('one-step', 'CONTRACT.md §2', 'A message moves the guide by one step at most, and no step is left out.'),
  guide('back', 'CONTRACT.md §2', 'The guide goes back when its ground is gone or the user asks for alternatives.'),
  guide('strict', 'CONTRACT.md §2', 'A guide that makes no sense stops the start, with the file and the place in it.'),
  guide('relevant', 'CONTRACT.md §2', 'Knowledge that fits the step and the interests is offered, the best first.'),
  guide('deadlines', 'CONTRACT.md §2', 'What has a deadline is not recommended after it.'),
  guide('source-fails', 'TURN.md § Failure of parts', 'A source of knowledge that fails or hangs costs only itself.'),
  guide('stable-first', 'CONTRACT.md §2', 'The context begins with what stays the same, and keeps to its budget.'),
  guide('general', 'CONTRACT.md §2', 'A guide is data: another assistant has other steps, slots and knowledge.'),
  guide(
    'offline',
    'DESIGN.md §5',
    'The scripted model walks through all steps with the questions and knowledge of the guide.',
  ),
  guide(
    'session',
    'CONTRACT.md §2',
    'Each change is an event of the turn, and the state shows it once the stream ends.',
  ),
  guide('branch', 'DESIGN.md §8', 'A message that is edited or asked again begins from the state of its branch.'),
  guide('resume', 'CONTRACT.md §7', 'A resume neither repeats nor loses a change of the state.'),
  guide('queue', 'TURN.md § Order', 'Messages that wait change the state in their order; a withdrawn one does not.'),
  guide('stopped', 'DESIGN.md §8', 'What the user said counts, whatever becomes of the answer.'),
  guide('kill', 'TURN.md § Ownership', 'A kill in mid-answer leaves exactly the state of an undisturbed run.'),
  guide(
    'model',
    'DESIGN.md §8',
    'With a language model, what the rules cannot hear is heard too, and noted as a call of the turn.',
  ),
  guide('model-bounded', 'DESIGN.md §8', 'The question to the model is one for a message, and bounded in its length.'),
  guide(
    'model-fails',
    'TURN.md § Failure of parts',
    'Where the model fails to hear, the state is as without it, and that is counted.',
  ),
  guide(
    'model-slow',
    'DESIGN.md §8',
    'The model is asked after the first word of the answer, and waited for 3 s at most.',
  ),
  guide('document', 'CONTRACT.md §2', 'What docs/guide.md shows of guides, events and states is what the server does.'),
  guide('state-erase', 'TURN.md § Order', 'Deleting a conversation leaves no byte of its states.'),
];

function guide(name: string, source: string, sentence: string): Requirement {
  return { id: `guide:${name}`, part: 'guide', source, sentence };
}
