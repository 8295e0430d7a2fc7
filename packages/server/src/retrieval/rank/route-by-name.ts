import { isNumber, termsOf } from '../text/terms.ts';
import { type Corpus, rarity } from './bm25.ts';

/** Words of names that say what kind of file it is, not what it is about. */
const GENERIC = new Set(
  termsOf(
    '10k 10q 8k 20f 6k annual report quarterly filing earnings release transcript dated document file final draft copy ' +
      'version scan page pdf docx doc html htm md txt text csv xlsx fy',
  ).concat(['10', 'k', 'q']),
);
const QUARTER = /^q[1-4]$/;
/** The beginning of a name stands for it from so many letters on, where the rest is this long. */
const SHORTEST_BEGINNING = 3;
const SHORTEST_REST = 2;
/** A word that more than this share of all passages hold is no name cut short. */
const COMMON_SHARE = 0.2;
/** What a name that is said in part counts beside one that is said whole. */
const BEGINNING_WEIGHT = 0.7;
/** What is worth less than this share of the best words that a question says of any name says of none. */
const WORTH = 0.5;
/** A word in more than half of all passages: below this it chooses no document. */
const CHOOSING = Math.log(2);

export interface NameFactors {
  /** The question names another document. */
  readonly other: number;
  /** The question names the document in part. */
  readonly part: number;
  /** No document is named better. */
  readonly best: number;
}

/** Soft on purpose: a wrong guess costs places and hides nothing. Measured. */
const FACTORS: NameFactors = { other: 0.3, part: 1.4, best: 2 };

/** The terms of a file's name: `BestBuy_2019_10K.pdf` → `best buy bestbuy 2019 10k pdf`. */
export function fileTerms(name: string): readonly string[] {
  const spaced = name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll(/[_\-.]+/g, ' ');
  const joined = name.replaceAll(/[_\-.]+/g, ' ');
  return [...new Set([...termsOf(spaced), ...termsOf(joined)])];
}

/** The terms by which a document is called: those of its file and of its title. */
export function nameTerms(name: string, title: string): readonly string[] {
  return [...new Set([...fileTerms(name), ...termsOf(title)])];
}

interface Match {
  /** How much the words that the question says of a name tell it from others. */
  readonly words: number;
  /** Years and quarters that both say. */
  readonly periods: number;
}

/**
 * What each document's passages are to be multiplied by, in the order of `names`, which are `fileTerms`: more where the
 * question says words of its name, less where it says another's. A word counts as far as it is rare, and where nobody's
 * whole name is said its beginning does (`cvs`, `CVSHEALTH_2022.pdf`). Years and quarters count only beside a word,
 * because every period has many documents; other numbers never do.
 */
export function routeByName(
  names: readonly (readonly string[])[],
  question: ReadonlySet<string>,
  corpus: Corpus,
  factors: NameFactors = FACTORS,
): readonly number[] {
  const matches = bestMatches(names, question, corpus);
  const strongest = Math.max(...matches.map(({ words }) => words));
  if (strongest === 0) return names.map(() => 1);
  // A word that most documents have in their names chooses none of them, but their periods may.
  const isChosen = strongest > CHOOSING;
  const named = matches.map((match) => match.words > 0 && match.words >= strongest * WORTH);
  const value = ({ words, periods }: Match): number => words + periods * strongest;
  const best = Math.max(...matches.filter((_, at) => named[at]).map(value));
  return matches.map((match, at) => {
    if (!named[at]) return isChosen ? factors.other : 1;
    const isBest = value(match) > best * 0.99;
    if (isChosen) return isBest ? factors.best : factors.part;
    return isBest && match.periods > 0 ? factors.part : 1;
  });
}

/** By whole words, and where none of them chooses a document, by beginnings. */
function bestMatches(
  names: readonly (readonly string[])[],
  question: ReadonlySet<string>,
  corpus: Corpus,
): readonly Match[] {
  const said = (term: string): number => (question.has(term) ? rarity(term, corpus) : 0);
  const whole = names.map((terms) => matchOf(terms, said, question));
  if (whole.some(({ words }) => words > CHOOSING)) return whole;
  const begun = beginnings(question, corpus);
  const partly = names.map((terms) => matchOf(terms, begun, question));
  return partly.some(({ words }) => words > 0) ? partly : whole;
}

function matchOf(terms: readonly string[], worth: (term: string) => number, question: ReadonlySet<string>): Match {
  let [words, periods] = [0, 0];
  for (const term of terms) {
    if (GENERIC.has(term)) continue;
    if (QUARTER.test(term) || isNumber(term)) {
      if (isPeriod(term) && question.has(term)) periods += 1;
      // A name such as `3m` or `7eleven`.
      else if (/\p{L}/u.test(term) && !QUARTER.test(term)) words += worth(term);
    } else words += worth(term);
  }
  return { words, periods };
}

const isPeriod = (term: string): boolean => QUARTER.test(term) || /^(?:19|20)\d{2}$/.test(term);

/** What a name is worth of which the question says the beginning. */
function beginnings(question: ReadonlySet<string>, corpus: Corpus): (name: string) => number {
  const said = [...question].filter(
    (term) =>
      term.length >= SHORTEST_BEGINNING && !isNumber(term) && corpus.frequency(term) <= corpus.count * COMMON_SHARE,
  );
  return (name) => {
    const found = said.filter((term) => name.startsWith(term) && name.length >= term.length + SHORTEST_REST);
    // What no text holds is as rare as can be.
    return Math.max(0, ...found.map((term) => BEGINNING_WEIGHT * rarity(term, corpus)));
  };
}
