import type { Contribution } from '../../../ports/model.ts';

const MOST_SENTENCES = 3;
const LONGEST_SENTENCE = 400;

/** Too common to say what a question is about. */
const COMMON = new Set(
  (
    'a about all also am an and any are as at be been but by can could did do does for from had has have he her his ' +
    'how i if in into is it its just me my no not of on one or our please she should so some tell than that the their ' +
    'them then there these they this to us was we were what when where which who whom whose why will with would you your'
  ).split(' '),
);

interface Candidate {
  readonly contribution: string;
  readonly sentence: string;
  readonly score: number;
  /** Place among all sentences: they are said in the order in which they were contributed. */
  readonly place: number;
}

/**
 * Up to three sentences of the contributions that best match the question, each followed by `[id]` of the
 * contribution that it was taken from, word for word. Undefined where none shares a word with the question.
 */
export function extractAnswer(question: string, contributions: readonly Contribution[]): string | undefined {
  const asked = new Set(stems(question));
  if (asked.size === 0) return undefined;
  const sentences = contributions.flatMap(({ id, text }) =>
    sentencesOf(text).map((sentence) => ({ contribution: id, sentence, found: new Set(stems(sentence)) })),
  );
  const rarity = new Map(
    [...asked].map((stem) => {
      const having = sentences.filter(({ found }) => found.has(stem)).length;
      return [stem, having === 0 ? 0 : Math.log(1 + sentences.length / having)];
    }),
  );
  const candidates: Candidate[] = sentences.map(({ contribution, sentence, found }, place) => {
    const weight = [...found].reduce((sum, stem) => sum + (rarity.get(stem) ?? 0), 0);
    return { contribution, sentence, place, score: weight / Math.sqrt(4 + found.size) };
  });
  const best = candidates.toSorted((one, other) => other.score - one.score || one.place - other.place);
  const floor = (best[0]?.score ?? 0) / 2;
  const chosen = best.slice(0, MOST_SENTENCES).filter(({ score }) => score > 0 && score >= floor);
  if (chosen.length === 0) return undefined;
  return chosen
    .toSorted((one, other) => one.place - other.place)
    .map(({ sentence, contribution }) => `${sentence} [${contribution}]`)
    .join(' ');
}

function sentencesOf(text: string): readonly string[] {
  const sentences = text.split(/(?<=[.!?。！？])\s+|\n+/u).map((sentence) => sentence.replace(/\s+/g, ' ').trim());
  return [...new Set(sentences)].filter((sentence) => sentence !== '' && sentence.length <= LONGEST_SENTENCE);
}

/** Words without their commonest English endings, so that "courses" finds "course". */
export function stems(text: string): readonly string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .filter((word) => !COMMON.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(?:ies|ing|ed|es|s|y|e)$/, '') : word.replace(/s$/, '')));
}
