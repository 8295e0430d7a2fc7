const OWNER = /\b(the) user's\b/gi;
/** The user, what may stand before the verb, and the verb. */
const SUBJECT =
  /\b(the) user( (?:no longer|also|always|never|often|usually|currently|still|really|now))? ([a-z]{2,20})\b/gi;
const IRREGULAR: ReadonlyMap<string, string> = new Map([
  ['is', 'are'],
  ['was', 'were'],
  ['has', 'have'],
  ['does', 'do'],
]);

/** “The user lives in Porto.” as it is said to that user: “You live in Porto.” */
export function toSecondPerson(text: string): string {
  return text
    .replace(OWNER, (_match, article: string) => (article === 'The' ? 'Your' : 'your'))
    .replace(SUBJECT, (_match, article: string, between: string | undefined, verb: string) => {
      return `${article === 'The' ? 'You' : 'you'}${between ?? ''} ${secondPerson(verb)}`;
    });
}

/** The verb as it follows "to", of a form such as `lives`, `are` or `has`. */
export function baseForm(verb: string): string {
  const plain = secondPerson(verb);
  return plain === 'are' || plain === 'were' ? 'be' : plain;
}

function secondPerson(verb: string): string {
  const irregular = IRREGULAR.get(verb);
  if (irregular !== undefined) return irregular;
  if (/[^aeiou]ies$/.test(verb)) return verb.replace(/ies$/, 'y');
  if (/(?:ss|sh|ch|x|zz|o)es$/.test(verb)) return verb.replace(/es$/, '');
  return /[^s]s$/.test(verb) ? verb.slice(0, -1) : verb;
}
