import { baseForm } from './second-person.ts';

/** The user, what may stand before the verb, and the verb. */
const USER = /^(You)( (?:also|always|often|usually|currently|still|really|now))? ([a-z]{2,20})\b/;
/** Verbs that sentences about others are made with; the first of them is that of the sentence. */
const VERB =
  /^(.{1,80}?) (is|has|does|lives|works|studies|comes|drives|speaks|plays|learns|wakes|goes|likes|dislikes|prefers|wants)\b/;
/** What a sentence that tells something over and done is made with. */
const TOLD = /^You (?:told|asked|no longer)\b/;

/**
 * What is over, as it is told: "You live in Lisbon." → "You used to live in Lisbon, until 2 November 2026". `until` is a day
 * in words; empty where none is known.
 */
export function noLonger(text: string, until: string): string {
  const said = text.replace(/[.!]$/, '');
  const ending = until === '' ? '' : `, until ${until}`;
  if (TOLD.test(said)) return `${said}${ending}`;
  const changed = USER.test(said)
    ? said.replace(USER, (_match, who: string, _between, verb: string) => `${who} used to ${baseForm(verb)}`)
    : said.replace(VERB, (_match, who: string, verb: string) => `${who} used to ${baseForm(verb)}`);
  return changed === said ? `Formerly: ${said}${ending}` : `${changed}${ending}`;
}
