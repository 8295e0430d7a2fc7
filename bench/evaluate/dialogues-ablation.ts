import { DIALOGUE_WEIGHTS, type DialogueWeights } from '../../packages/server/src/retrieval/dialogue/data/weights.ts';
import { Dialogue } from '../../packages/server/src/retrieval/dialogue/dialogue.ts';
import { Line } from '../../packages/server/src/retrieval/dialogue/line.ts';
import { rankDialogue } from '../../packages/server/src/retrieval/dialogue/rank-dialogue.ts';
import { readDialogueQuestion } from '../../packages/server/src/retrieval/dialogue/read-dialogue-question.ts';
import { readMessage } from '../../packages/server/src/retrieval/dialogue/read-message.ts';
import { makeDialogue, type MadeDialogue } from './dialogues-material.ts';
import { recall } from './measures.ts';

/** Each trick taken away, by the weights that make it do nothing. */
const WITHOUT: Readonly<Record<string, Partial<DialogueWeights>>> = {
  nothing: {},
  synonyms: { synonym: 0 },
  'weaker words of form': { form: 1 },
  neighbours: { neighbour: 0, answered: 0, secondNeighbour: 0 },
  'answers that lean on their question': { answered: DIALOGUE_WEIGHTS.neighbour },
  'the session': { session: 0 },
  speakers: { speaker: 0 },
  'other names': { entity: 0 },
  dates: { date: 0 },
  'times where it is asked when': { when: 0 },
  'names and numbers that are asked for': { expected: 0 },
  'the length of messages': { content: 0 },
  'weaker mere questions': { asking: 1 },
  feedback: { feedbackWeight: 0 },
};

/** Prints recall without each of the tricks, ranking in this process. */
export function ablateDialogues(seeds: readonly number[]): void {
  for (const set of ['tuning', 'unseen'] as const) {
    const dialogues = seeds.map((seed) => prepare(makeDialogue(seed, set)));
    for (const [name, change] of Object.entries(WITHOUT)) {
      const { at10, at25 } = measure(dialogues, { ...DIALOGUE_WEIGHTS, ...change });
      console.log(`${set}, without ${name}: recall@10 ${at10.toFixed(1)}, recall@25 ${at25.toFixed(1)}`);
    }
  }
}

interface Prepared {
  readonly made: MadeDialogue;
  readonly line: Line;
  readonly now: number;
}

function prepare(made: MadeDialogue): Prepared {
  const dialogue = new Dialogue();
  let parent: string | null = null;
  for (const { id, session, time, speaker, text } of made.lines) {
    const at = Date.parse(time);
    dialogue.add({ id, parent, session: String(session), at, speaker, ...readMessage(text, at) });
    parent = id;
  }
  const now = Date.parse(made.lines.at(-1)?.time ?? '');
  const line = new Line(dialogue);
  line.extend(dialogue.messages.keys(), null);
  return { made, now, line };
}

function measure(
  dialogues: readonly Prepared[],
  weights: DialogueWeights,
): { readonly at10: number; readonly at25: number } {
  let [questions, at10, at25] = [0, 0, 0];
  for (const { made, line, now } of dialogues) {
    for (const { text, evidence } of made.questions) {
      const question = readDialogueQuestion(text, now, weights.form);
      const found = rankDialogue(line, question, new Map(), weights).map(({ id }) => id);
      questions += 1;
      at10 += recall(found, evidence, 10);
      at25 += recall(found, evidence, 25);
    }
  }
  return { at10: (100 * at10) / questions, at25: (100 * at25) / questions };
}
