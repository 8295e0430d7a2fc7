import type { MemoryType } from '../../../ports/memory-store.ts';
import { attributeNamed, isSingle } from '../facts/attributes.ts';
import { valueKey } from '../facts/keys.ts';
import { bare } from './value.ts';

/** What a clause says. */
export interface Said {
  readonly ends?: boolean;
  readonly type: MemoryType;
  readonly subject: string;
  readonly attribute: string;
  /** As it was written; '' where `ends` means any. */
  readonly value: string;
  readonly single: boolean;
  readonly importance: number;
  /** It asks to be remembered, with a date or without. */
  readonly isWish?: boolean;
  /** Instead of the sentence that the attribute makes. */
  readonly text?: string;
}

interface Pattern {
  readonly form: RegExp;
  readonly says: (groups: Groups) => Said | readonly Said[] | null;
}

type Groups = Readonly<Record<string, string>>;

const KIN =
  'wife|husband|partner|girlfriend|boyfriend|fiancée?|spouse|son|daughter|kid|child|baby|mother|mom|mum|father|dad|brother|sister|sibling|cousin|aunt|uncle|grandmother|grandma|grandfather|grandpa|niece|nephew|dog|cat|puppy|kitten|parrot|hamster|rabbit|horse|pet|boss|manager|colleague|coworker|neighbor|neighbour|friend|best friend|roommate|flatmate|teacher|doctor|dentist|therapist';
const JOBS =
  'nurse|chef|cook|pilot|student|lawyer|judge|coach|guide|monk|artist|model|clerk|vet|surgeon|architect|journalist|dentist|scientist|accountant|consultant|assistant|mechanic|musician|technician|librarian|electrician|physician|politician|pharmacist|barista|biologist|chemist|economist|psychologist|therapist|analyst|pianist|guitarist|freelancer|contractor|intern|plumber|carpenter|firefighter|police officer|officer|soldier|sailor|host|waiter|waitress|actress|midwife|bus driver|engineer|teacher|developer|designer|programmer|manager|writer|director|doctor|professor|editor|researcher|baker|farmer|driver|painter|photographer|producer|actor|author|trainer|translator|lecturer|tutor|banker|broker|butcher|tailor|gardener|hairdresser|principal|paramedic';
const DIETS = 'vegetarian|vegan|pescatarian|pescetarian|flexitarian|omnivore|carnivore|meat eater|teetotal(?:er|ler)?';
const BOND = 'single|married|engaged|divorced|widowed|separated';
const NUMBER = 'an?|one|two|three|four|five|six|seven|eight|nine|ten|\\d{1,3}|no';

function fact(attribute: string, value: string, more: Partial<Said> = {}): Said {
  const name = attributeNamed(attribute);
  return { type: 'fact', subject: 'user', attribute: name, value, single: isSingle(name), importance: 3, ...more };
}

const of =
  (attribute: string, more: Partial<Said> = {}) =>
  ({ v = '' }: Groups): Said =>
    fact(attribute, bare(v), more);

const noLonger =
  (attribute: string) =>
  ({ v = '' }: Groups): Said =>
    fact(attribute, bare(v), { ends: true });

/** What somebody thinks of a thing has one value for each thing: who liked it may come to hate it. */
function taste(verb: 'likes' | 'dislikes', thing: string): Said {
  const slug = valueKey(thing).replaceAll(' ', '_');
  const value = `${verb} ${thing}`;
  return { ...fact(`taste_${slug}`, value, { importance: 2 }), type: 'preference', single: true };
}

/** Two things of which one is better: the pair names the attribute, whatever the order. */
function choice(better: string, worse: string): Said {
  const pair = [valueKey(better), valueKey(worse)].sort().join(' or ').replaceAll(' ', '_');
  const value = `${better} over ${worse}`;
  const text = `The user prefers ${value}.`;
  return { ...fact(`choice_${pair}`, better, { single: true, text }), type: 'preference' };
}

function mine(thing: string, value: string): Said | null {
  const about = thing.toLowerCase();
  const owner = POSSESSED.exec(about);
  const attribute = owner?.[2] ?? '';
  if (owner !== null) return { ...fact(attribute, value, { single: true }), subject: `user's ${owner[1] ?? ''}` };
  if (IS_KIN.test(about)) {
    const isNamed = NAMED_VALUE.test(value);
    return {
      ...fact(isNamed ? 'name' : 'is', isNamed ? value.replace(NAMED_START, '') : value),
      subject: `user's ${about}`,
    };
  }
  const name = attributeNamed(about.replace(/^(?:new|current|own) /u, ''));
  const type = name.startsWith('favorite_') ? 'preference' : 'fact';
  return {
    ...fact(name, name === 'lives_in' ? bare(value.replace(/^(?:in|at) /iu, '')) : value, { single: true }),
    type,
  };
}

const POSSESSED = new RegExp(
  `^((?:older |younger |big |little |old |new )?(?:${KIN}))(?:’s|s’) ([\\p{L} ]{2,30})$`,
  'iu',
);
const IS_KIN = new RegExp(`^(?:older |younger |big |little |old |new |first |second )?(?:${KIN})$`, 'iu');
const NAMED_START = /^(?:called|named) /iu;
/** A name: one to three words with capital letters, or whatever follows "called". */
const NAMED_VALUE = /^(?:(?:called|named) .+|\p{Lu}[\p{L}’-]+(?: \p{Lu}[\p{L}’.-]*){0,2})$/u;

/** Not part of a form, which takes either case. */
const CAPITAL = /^\p{Lu}/u;
const form = (source: string): RegExp => new RegExp(`^${source}$`, 'iu');
const V = '(?<v>.{1,200})';
const AM = '(?:am|’m| am)';

/** The first that fits a clause counts. */
export const PATTERNS: readonly Pattern[] = [
  {
    form: form(
      `i(?: ?${AM} no longer| no longer live| don’t live| do not live| moved (?:away|out)) (?:living )?(?:in|of|from) ${V}`,
    ),
    says: noLonger('lives_in'),
  },
  { form: form(`i (?:no longer work|don’t work|do not work) (?:at|for) ${V}`), says: noLonger('works_at') },
  { form: form(`i (?:no longer work|don’t work|do not work) as ${V}`), says: noLonger('occupation') },
  {
    form: form(`i (?:left|quit|got fired from|resigned from|retired from) my job(?: (?:at|with) ${V})?`),
    says: noLonger('works_at'),
  },
  {
    form: form(`i (?:no longer|don’t|do not) (?:really |even )?(?:like|love|enjoy|care for) ${V}`),
    says: ({ v = '' }) => taste('dislikes', bare(v)),
  },
  {
    form: form(`i (?:no longer|don’t|do not) (?:hate|dislike|mind) ${V}`),
    says: ({ v = '' }) => taste('likes', bare(v)),
  },
  {
    form: form(`i (?:no longer|don’t|do not) (?:have|own) (?:(?:${NUMBER}|my|the|any) )?${V}`),
    says: ({ v = '' }) => fact(`has_${slug(v)}`, '', { ends: true }),
  },
  {
    form: form(`i (?:sold|gave away|lost|got rid of) my ${V}`),
    says: ({ v = '' }) => fact(`has_${slug(v)}`, '', { ends: true }),
  },
  { form: form(`i (?:no longer|don’t|do not) play (?:the )?${V}`), says: noLonger('plays') },
  { form: form(`i (?:no longer|don’t|do not) speak ${V}`), says: noLonger('speaks') },
  { form: form(`i (?:no longer drive|don’t drive|do not drive) ${V}`), says: noLonger('drives') },
  { form: form(`i ?(?:am|’m) no longer (?:an? )?(?:${DIETS})`), says: () => fact('diet', '', { ends: true }) },
  { form: form(`i ?(?:am|’m) no longer (?:an? )?(?:${BOND})`), says: () => fact('marital_status', '', { ends: true }) },
  { form: form(`i ?(?:am|’m) no longer allergic to ${V}`), says: noLonger('allergy') },
  { form: form(`i ?(?:am|’m) no longer (?:an? )${V}`), says: noLonger('occupation') },
  {
    form: form(`my (?<t>[\\p{L}’ ]{2,40}?) (?:is no longer|isn’t|is not) ${V}`),
    says: ({ t = '', v = '' }) => ending(mine(t, v)),
  },

  {
    form: form(`(?:please |just |you can |everyone |everybody |people |my friends |friends )?calls? me ${V}`),
    says: of('preferred_name', { importance: 4 }),
  },
  { form: form(`i go by ${V}`), says: of('preferred_name', { importance: 4 }) },
  {
    form: form(`(?:my (?:full |real |first )?name ?(?:’s|is)|i ?(?:am|’m) called) (?:now )?${V}`),
    says: of('name', { importance: 5 }),
  },
  { form: form(`i ?(?:am|’m|turned|just turned) (?<v>\\d{1,3})(?: years old| today| yesterday)?`), says: of('age') },
  { form: form(`my birthday ?(?:’s|is|falls) (?:on )?${V}`), says: of('birthday', { importance: 4 }) },
  { form: form(`i was born (?:on|in) ${V}`), says: of('birthday', { importance: 4 }) },
  { form: form(`i(?: am|’m)? (?:now |currently )?(?:originally )?(?:come )?from ${V}`), says: of('origin') },
  {
    form: form(
      `i(?: am|’m)? (?:still )?(?:now |currently )?(?:live|living|reside|residing|based|settled) (?:now )?(?:in|at) ${V}`,
    ),
    says: of('lives_in', { importance: 4 }),
  },
  {
    form: form(
      `(?:i|i’ve|i have|we|we’ve|we have) (?:just |recently |now |finally )?(?:moved|relocated)(?: house)?(?: from .{1,60}?)? to ${V}`,
    ),
    says: of('lives_in', { importance: 4 }),
  },
  { form: form(`(?:my )?home is (?:now )?(?:in )?${V}`), says: of('lives_in', { importance: 4 }) },
  {
    form: form(`(?<v>[^,]{1,60}) is (?:my home|where i live)(?: now)?`),
    says: of('lives_in', { importance: 4 }),
  },
  {
    form: form(
      `i(?: am|’m)? (?:now |currently )?(?:work|working|employed) as (?<v>.{1,100}?) (?:at|for) (?<w>.{1,100})`,
    ),
    says: ({ v = '', w = '' }) => [
      fact('occupation', bare(v), { importance: 4 }),
      fact('works_at', bare(w), { importance: 4 }),
    ],
  },
  {
    form: form(`i(?: am|’m)? (?:now |currently )?(?:work|working|employed) as ${V}`),
    says: of('occupation', { importance: 4 }),
  },
  {
    form: form(
      `i(?: am|’m)? (?:now |currently )?(?:work|working|employed) (?:now )?(?:at|for) (?<w>.{1,100}?) as (?<v>.{1,100})`,
    ),
    says: ({ v = '', w = '' }) => [
      fact('works_at', bare(w), { importance: 4 }),
      fact('occupation', bare(v), { importance: 4 }),
    ],
  },
  {
    form: form(`i(?: am|’m)? (?:now |currently )?(?:work|working|employed) (?:now )?(?:at|for|by) ${V}`),
    says: of('works_at', { importance: 4 }),
  },
  {
    form: form(
      `i(?:’ve| have)? (?:just |recently )?(?:started|joined|switched|changed|begun|began)(?: working| work| jobs?| a (?:new )?(?:job|position)| my new job| over)?(?: to| at| for| with)? ${V}`,
    ),
    says: ({ v = '' }) => (CAPITAL.test(bare(v)) ? fact('works_at', bare(v), { importance: 4 }) : null),
  },
  {
    form: form(`my (?:new )?(?:job|employer|company|workplace) is (?:now )?(?:at |with )${V}`),
    says: of('works_at', { importance: 4 }),
  },
  {
    form: form(
      `i(?:’m| am| became|’ve become| have become| now work as) (?:now )?(?:an? )(?<v>(?:[\\p{L}-]{1,20} ){0,3}(?:${JOBS}))(?: now| by profession| at .{1,60}| in .{1,60})?`,
    ),
    says: of('occupation', { importance: 4 }),
  },
  {
    form: form(
      `i(?:’m| am| became|’ve become| have become| turned| went) (?:now )?(?:an? )?(?:strict )?(?<v>${DIETS})(?: now)?`,
    ),
    says: of('diet', { importance: 4 }),
  },
  {
    form: form(
      `i(?:’m| am| got|’ve gotten| have gotten) (?:now |happily |recently |just )?(?<v>${BOND})(?: now| to .{1,60}| (?:last|this|in|yesterday|today) ?.{0,30})?`,
    ),
    says: of('marital_status'),
  },
  { form: form(`i(?:’m| am) (?:now )?(?:\\p{L}{4,10}ly )?allergic to ${V}`), says: of('allergy', { importance: 5 }) },
  { form: form(`i have an? (?<v>.{1,40}?) allergy`), says: of('allergy', { importance: 5 }) },
  { form: form(`i(?: am|’m)? (?:now |also )?(?:speak|speaking) (?:fluent )?${V}`), says: of('speaks') },
  {
    form: form(`i(?: am|’m)? (?:now )?(?:study|studying|major in|majoring in) (?<v>[^@]{1,80}?)(?: at (?<w>.{1,80}))?`),
    says: of('studies'),
  },
  { form: form(`i(?: am|’m) (?:now )?learning (?:to (?:play |speak )?)?${V}`), says: of('learns') },
  { form: form(`i (?:now )?drive (?:an? |the )?${V}`), says: of('drives') },
  { form: form(`i (?:also |now )?play (?:the )?${V}`), says: of('plays') },
  {
    form: form(`i (?:now |usually |always |normally )?(?:wake|get) up (?<v>(?:at|around) .{1,30})`),
    says: ({ v = '' }) => fact('wakes_up', v),
  },
  {
    form: form(`i (?:now |usually |always |normally )?go to (?:bed|sleep) (?<v>(?:at|around) .{1,30})`),
    says: ({ v = '' }) => fact('goes_to_bed', v),
  },

  {
    form: form(
      `i(?:’d)? (?:really |much |now |still |would )?prefer (?<v>.{1,60}?) (?:over|to|rather than|instead of) (?<w>.{1,60})`,
    ),
    says: ({ v = '', w = '' }) => choice(bare(v), bare(w)),
  },
  {
    form: form(`i like (?<v>.{1,60}?) (?:better|more) than (?<w>.{1,60})`),
    says: ({ v = '', w = '' }) => choice(bare(v), bare(w)),
  },
  { form: form(`i (?:really |now |much |usually |always )?prefer ${V}`), says: of('prefers', { type: 'preference' }) },
  {
    form: form(
      `i(?: am|’m)? (?:really |also |absolutely |still |just |truly |totally |always )?(?:like|love|enjoy|adore|into|fond of|a (?:big |huge )?fan of|crazy about) ${V}`,
    ),
    says: ({ v = '' }) => taste('likes', bare(v)),
  },
  {
    form: form(
      `i (?:really |also |absolutely |still |just |truly |totally |always )?(?:hate|dislike|detest|loathe|can’t stand|cannot stand|can’t bear) ${V}`,
    ),
    says: ({ v = '' }) => taste('dislikes', bare(v)),
  },
  {
    form: form(`i(?: am|’m) not (?:a fan of|into|fond of|keen on) ${V}`),
    says: ({ v = '' }) => taste('dislikes', bare(v)),
  },
  {
    form: form(
      `(?<v>.{1,60}?) (?:is|are) my (?:all-time )?(?<t>favou?rite(?: [\\p{L} ]{2,30}?)?)(?: now| these days)?`,
    ),
    says: ({ v = '', t = '' }) => mine(t, v),
  },

  {
    form: form(
      `i(?:’ve)? (?:have|got|own|adopted)(?: got)? (?:an?|one|my) (?<t>(?:[\\p{L}-]{2,20} ){0,2}?(?:${KIN})),? (?:who is |which is |that is |whose name is )?(?:called|named)? ?(?<v>\\p{L}[\\p{L}’ -]{0,40})`,
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
  {
    form: form(`my (?<t>${KIN}),? (?<n>\\p{L}{2,20}),? (?:now )?(?:lives|moved|has moved) (?:in|to) ${V}`),
    says: ({ t = '', n = '', v = '' }) => {
      if (!CAPITAL.test(n)) return null;
      const subject = `user's ${t.toLowerCase()}`;
      return [fact('name', n, { subject }), fact('lives_in', bare(v), { subject })];
    },
  },
  {
    form: form(`my (?<t>${KIN}) (?:now )?(?:lives|moved|has moved) (?:in|to) ${V}`),
    says: ({ t = '', v = '' }) => fact('lives_in', bare(v), { subject: `user's ${t.toLowerCase()}` }),
  },
  {
    form: form(`my (?<t>${KIN}) (?:now )?works (?:at|for) ${V}`),
    says: ({ t = '', v = '' }) => fact('works_at', bare(v), { subject: `user's ${t.toLowerCase()}` }),
  },
  {
    form: form(`my (?<t>${KIN}) (?:now )?works as ${V}`),
    says: ({ t = '', v = '' }) => fact('occupation', bare(v), { subject: `user's ${t.toLowerCase()}` }),
  },
  {
    form: form(`my (?<t>${KIN}) (?:likes|loves|enjoys) ${V}`),
    says: ({ t = '', v = '' }) => fact('likes', v, { subject: `user's ${t.toLowerCase()}` }),
  },
  {
    form: form(
      `my (?<t>[\\p{L}’ -]{2,50}?) (?:is|are|was changed to|changed to|has changed to|has been changed to|was moved to|has moved to|moved to|got moved to)(?: now)?(?: on)? ${V}`,
    ),
    says: ({ t = '', v = '' }) => mine(t, v),
  },
  {
    form: form(
      `(?:i|we) (?:have|need|want|plan|intend|promised|’ve got|are going|am going|will|must|should|’m going|’ll)(?: to)? ${V}`,
    ),
    says: ({ v = '' }) => plan(v),
  },
  {
    form: form(
      `i(?:’m| am) (?:going to |planning to |hoping to |about to )?(?<v>(?:moving|flying|travell?ing|visiting|starting|getting|meeting|having|leaving|seeing|going|taking|running|\\p{L}{2,20}) .{1,200})`,
    ),
    says: ({ v = '' }) => plan(v),
  },
  { form: form(`i(?:’ll| will| must| need to| have to| want to) ${V}`), says: ({ v = '' }) => plan(v) },
  {
    form: form(`remind me (?:to |about |of )${V}`),
    says: ({ v = '' }) => ({ ...plan(v), importance: 4, isWish: true }),
  },
  {
    form: form(
      `(?:i|we) (?:just |finally |recently )?(?<v>(?:went|visited|met|saw|attended|finished|completed|started|bought|celebrated|ran|won|graduated|adopted|married|got|had|took|broke|passed|failed|sold|quit|painted|baked|cooked|read|watched|hiked|climbed|flew|drove|traveled|travelled) .{1,200})`,
    ),
    says: ({ v = '' }) => ({
      ...fact('did', v, { importance: 2, single: false, text: `The user ${v}.` }),
      type: 'event',
    }),
  },
];

/** A plan counts only with a date, which whoever reads the clause looks for. */
function plan(value: string): Said {
  return { ...fact('plans', value, { single: false }), type: 'task' };
}

function ending(said: Said | null): Said | null {
  return said === null ? null : { ...said, ends: true };
}

function slug(thing: string): string {
  return valueKey(bare(thing)).replaceAll(' ', '_');
}
