/**
 * One key for all spellings of a thing: case, accents, hyphens, plural, British and American endings make no
 * difference. `Data-Sciences` and `data science` are the same.
 */
export function sameKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .split(/[^\p{L}\p{N}+#]+/u)
    .filter((word) => word !== '')
    .map(stem)
    .join('');
}

function stem(word: string): string {
  return singular(word)
    .replace(/isation$/, 'ization')
    .replace(/ise$/, 'ize')
    .replace(/ising$/, 'izing')
    .replace(/(?<=..)our(?=s?$|al$)/, 'or')
    .replace(/programme$/, 'program')
    .replace(/theatre$/, 'theater')
    .replace(/modell/, 'model');
}

function singular(word: string): string {
  if (word.length < 4 || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ches|shes|xes|sses)$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
