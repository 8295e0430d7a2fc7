import { stemsOf } from './words.ts';

const LONGEST = 300;
/** A number that both hold says more than a word. */
const NUMBER_WEIGHT = 3;
/** What the answer itself puts between quotation marks. */
const QUOTED = /[“"«]([^”"»]{12,300})[”"»]/g;

/**
 * The place of `passage` on which `statement` rests, cut out of it word for word: what the statement quotes, if that
 * stands there, else the sentence or line that shares most with it. Null where nothing is shared.
 */
export function quoteFor(statement: string, passage: string): string | null {
  for (const [, quoted = ''] of statement.matchAll(QUOTED)) {
    const text = quoted.trim();
    if (passage.includes(text)) return text;
  }
  const said = new Set(stemsOf(statement));
  let best: { readonly text: string; readonly score: number } | null = null;
  for (const text of sentencesOf(passage)) {
    const own = new Set(stemsOf(text));
    const shared = [...own].filter((stem) => said.has(stem));
    const weight = shared.reduce((sum, stem) => sum + (/^\d/.test(stem) ? NUMBER_WEIGHT : 1), 0);
    const score = weight / Math.sqrt(4 + own.size);
    if (score > (best?.score ?? 0)) best = { text, score };
  }
  return best === null ? null : shortened(best.text);
}

/** Sentences and lines, each exactly as it stands in the text. */
function sentencesOf(text: string): readonly string[] {
  return text
    .split(/(?<=[.!?。！？])[ \t]|\n/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** Its beginning, up to a whole word. */
function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  const end = text.lastIndexOf(' ', LONGEST);
  return text
    .slice(0, end > 0 ? end : LONGEST)
    .toWellFormed()
    .replace(/\ufffd$/, '')
    .trimEnd();
}
