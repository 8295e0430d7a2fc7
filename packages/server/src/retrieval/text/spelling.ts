/** Beginnings of words that British spelling ends in `-our`. */
const OUR =
  /^(arm|behavi|clam|col|discol|endeav|fav|flav|glam|harb|hon|hum|lab|neighb|od|rum|sav|splend|tum|vap|vig)our/u;
/** Those of verbs that it ends in `-ise`. */
const ISE =
  /^(anal|apolog|author|capital|categor|character|critic|custom|emphas|final|general|maxim|memor|minim|modern|optim|organ|prior|real|recogn|special|standard|summar|util|visual)(?:is|ys)(e|ed|es|er|ers|ing|ation|ations)$/u;
const RE = /^(cent|theat|met|kilomet|centimet|millimet|lit|fib|spect)re(s?)$/u;
const WORDS: ReadonlyMap<string, string> = new Map([
  ['grey', 'gray'],
  ['greys', 'grays'],
  ['tyre', 'tire'],
  ['tyres', 'tires'],
  ['cheque', 'check'],
  ['cheques', 'checks'],
  ['jewellery', 'jewelry'],
  ['programme', 'program'],
  ['programmes', 'programs'],
  ['pyjamas', 'pajamas'],
  ['aeroplane', 'airplane'],
  ['catalogue', 'catalog'],
  ['dialogue', 'dialog'],
  ['defence', 'defense'],
  ['licence', 'license'],
  ['mum', 'mom'],
  ['maths', 'math'],
]);

/** A word, in lower case, as American spelling has it, so that both spellings of a word are one term. */
export function american(word: string): string {
  const other = WORDS.get(word);
  if (other !== undefined) return other;
  return word
    .replace(OUR, '$1or')
    .replace(ISE, (_all, start: string, end: string) => `${start}${start === 'anal' ? 'yz' : 'iz'}${end}`)
    .replace(RE, '$1er$2');
}
