import { sentenceOf } from '../facts/attributes.ts';
import { fact, form, JOBS, KIN, mine, NUMBER, slug, V, type Groups, type Pattern, type Said } from './said.ts';
import { bare } from './value.ts';

const WORDS =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty';

const ofKin =
  (attribute: string) =>
  ({ t = '', v = '' }: Groups): Said => {
    const subject = `user's ${t.toLowerCase()}`;
    const said = fact(attribute, bare(v), { subject });
    return SEVERAL.test(subject) ? { ...said, text: plural(sentenceOf(subject, said.attribute, said.value)) } : said;
  };

const SEVERAL = /(?:[^s]s|children)$/u;

function plural(sentence: string): string {
  return sentence.replace(/(?<=(?:[^’']s|children) )(?:is|[a-z]+s)\b/u, (verb) =>
    verb === 'is' ? 'are' : verb.replace(/(?:(?<=stud)ies|s)$/u, (end) => (end === 'ies' ? 'y' : '')),
  );
}

/** What the user says of others, and of what is theirs. */
export const KIN_AND_THINGS: readonly Pattern[] = [
  {
    form: form(
      `(?:i|we)(?:’ve)? (?:have|got|own|adopted)(?: got)? (?:an?|one|my) (?<t>(?:[\\p{L}-]{2,20} ){0,2}?(?:${KIN})),? (?:who is |which is |that is |whose name is )?(?:called|named)? ?"?(?<v>\\p{L}[\\p{L}’ -]{0,40})"?`,
    ),
    says: ({ t = '', v = '' }) => fact('name', v, { subject: `user's ${t.toLowerCase()}`, single: true }),
  },
  {
    form: form(
      `(?:i|we)(?: now|’ve| have)? (?:have|got|own) (?:now )?(?<n>${NUMBER}) (?<v>[\\p{L}][\\p{L} -]{1,50})(?: now)?`,
    ),
    says: ({ n = '', v = '' }) =>
      fact(`has_${slug(v)}`, `${n} ${v}`, { single: true, text: `The user has ${n} ${v}.` }),
  },
  {
    form: form(`the (?<a>[\\p{L} ]{2,30}) of my (?<t>${KIN}) (?:is|was) (?:now )?${V}`),
    says: ({ a = '', t = '', v = '' }) => mine(`${t}’s ${a}`, v),
  },
  { form: form(`my (?<t>${KIN}) (?:now )?(?:lives?|moved|ha(?:s|ve) moved) (?:in|to) ${V}`), says: ofKin('lives_in') },
  { form: form(`my (?<t>${KIN}) (?:now )?works? (?:at|for) ${V}`), says: ofKin('works_at') },
  { form: form(`my (?<t>${KIN}) (?:now )?works? as ${V}`), says: ofKin('occupation') },
  {
    form: form(`my (?<t>${KIN}) (?:is|are) (?:now )?(?:an? )(?<v>(?:[\\p{L}-]{1,20} ){0,3}(?:${JOBS}))(?: now)?`),
    says: ofKin('occupation'),
  },
  {
    form: form(
      `my (?<t>${KIN}) (?:is|(?:has )?(?:just )?turned|just turned) (?<v>\\d{1,3}|${WORDS})(?: years old)?(?: today| yesterday)?`,
    ),
    says: ofKin('age'),
  },
  { form: form(`my (?<t>${KIN}) (?:is|are) (?:also |very )?allergic to ${V}`), says: ofKin('allergy') },
  { form: form(`my (?<t>${KIN}) speaks? ${V}`), says: ofKin('speaks') },
  { form: form(`my (?<t>${KIN}) plays? (?:the )?${V}`), says: ofKin('plays') },
  { form: form(`my (?<t>${KIN}) (?:studies|study|is studying) ${V}`), says: ofKin('studies') },
  { form: form(`my (?<t>${KIN}) (?:likes?|loves?|enjoys?) ${V}`), says: ofKin('likes') },
  { form: form(`my (?<t>${KIN}) (?:hates?|dislikes?|can’t stand) ${V}`), says: ofKin('dislikes') },
  {
    form: form(
      `my (?<t>${KIN}) (?:has |have )?(?:just |recently )?(?:died|passed away|was put down|is dead)(?: .{1,60})?`,
    ),
    says: ({ t = '' }) => [
      fact(`has_${slug(t)}`, '', { ends: true }),
      fact('is', 'dead', { subject: `user's ${t.toLowerCase()}`, text: `The user's ${t.toLowerCase()} has died.` }),
    ],
  },
  {
    form: form(
      `my (?<t>[\\p{L}’ -]{2,50}?) (?:is|are|was changed to|changed to|has changed to|has been changed to|was moved to|has moved to|moved to|got moved to)(?: now)?(?: on)? ${V}`,
    ),
    says: ({ t = '', v = '' }) => mine(t, v),
  },
];
