import { termsOf } from '../text/terms.ts';

/** Words of names that say what kind of file it is, not what it is about. */
const GENERIC = new Set(
  termsOf(
    '10k 10q 8k annual report quarterly filing document file final draft copy version pdf docx doc html htm md txt csv xlsx',
  ).concat(['10', 'k', 'q']),
);

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

/** The terms of a file's name and title: `BestBuy_2019_10K.pdf` → `best buy bestbuy 2019 10k pdf`. */
export function nameTerms(name: string, title: string): readonly string[] {
  const spaced = name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll(/[_\-.]+/g, ' ');
  const joined = name.replaceAll(/[_\-.]+/g, ' ');
  return [...new Set([...termsOf(spaced), ...termsOf(joined), ...termsOf(title)])];
}

/**
 * What each document's passages are to be multiplied by, in the order of `names`: more where the question says words of
 * its name, less where it says another's. Years count only beside a word, because every year has many documents.
 */
export function routeByName(
  names: readonly (readonly string[])[],
  question: ReadonlySet<string>,
  factors: NameFactors = FACTORS,
): readonly number[] {
  const matches = names.map((terms) => {
    const said = terms.filter((term) => question.has(term) && !GENERIC.has(term));
    const words = said.filter((term) => !/^\d{4}$/.test(term)).length;
    return { words, years: said.length - words };
  });
  // A word that most documents have in their names chooses none of them.
  const named = matches.filter(({ words }) => words > 0).length;
  if (named === 0 || named > names.length / 2) return names.map(() => 1);
  const value = ({ words, years }: { readonly words: number; readonly years: number }): number =>
    words === 0 ? 0 : words + years;
  const best = Math.max(...matches.map(value));
  return matches.map((match) =>
    match.words === 0 ? factors.other : value(match) === best ? factors.best : factors.part,
  );
}
