/** Too common to say what a text is about. */
const COMMON: ReadonlySet<string> = new Set(
  (
    'a about all also am an and any are as at be been but by can could did do does for from had has have he her his ' +
    'how i if in into is it its just me my no not of on one or our please she should so some tell than that the their ' +
    'them then there these they this those to us was we were what when where which who whom whose why will with would ' +
    'you your'
  ).split(' '),
);

/** The words that say what a text is about, in lower case and without their commonest English endings. */
export function stemsOf(text: string): readonly string[] {
  const words = text.toLowerCase().match(/\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{N}]+/gu) ?? [];
  return words.filter((word) => !COMMON.has(word)).map(stem);
}

function stem(word: string): string {
  if (/^\d/.test(word)) return word.replaceAll(',', '');
  return word.length > 4 ? word.replace(/(?:ies|ing|ed|es|s|y|e)$/, '') : word.replace(/s$/, '');
}
