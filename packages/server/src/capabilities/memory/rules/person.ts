import { CAPITAL, DIETS, BOND, JOBS, V, each, fact, form, of, type Pattern } from './said.ts';
import { bare } from './value.ts';

/** Who the user is, and what they do. */
export const PERSON: readonly Pattern[] = [
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
    form: form(`(?:i|we) (?:now |currently )?live at (?<v>\\d.{1,100})`),
    says: of('address', { importance: 4 }),
  },
  {
    form: form(
      `(?:i|we)(?: am|’m| are|’re)? (?:still )?(?:now |currently )?(?:live|living|reside|residing|based|settled) (?:now )?(?:in|at) ${V}`,
    ),
    says: of('lives_in', { importance: 4 }),
  },
  {
    form: form(
      `(?:i|i’ve|i have|we|we’ve|we have) (?:just |recently |now |finally )?(?:moved|relocated)(?: house)?(?: from .{1,60}?)? to ${V}`,
    ),
    says: of('lives_in', { importance: 4 }),
  },
  {
    form: form(`(?:i|we)(?:’ve| have) (?:lived|been living) in (?<v>.{1,80}?) (?:since|for) .{1,60}`),
    says: of('lives_in', { importance: 4 }),
  },
  {
    form: form(`(?:i|we) used to live in ${V}`),
    says: ({ v = '' }) => fact('lived_in', bare(v), { single: false, text: `The user used to live in ${bare(v)}.` }),
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
      `(?:i(?:’m| am| became|’ve become| have become| turned| went)|we(?:’re| are)) (?:now |both |all )?(?:an? )?(?:strict )?(?<v>${DIETS})s?(?: now)?`,
    ),
    says: of('diet', { importance: 4 }),
  },
  {
    form: form(`i (?:don’t|do not|never|can’t|cannot) (?:eat|drink) ${V}`),
    says: ({ v = '' }) =>
      fact('does_not_take', bare(v), {
        single: false,
        importance: 4,
        text: `The user does not eat or drink ${bare(v)}.`,
      }),
  },
  {
    form: form(
      `i(?:’m| am| got|’ve gotten| have gotten) (?:now |happily |recently |just )?(?<v>${BOND})(?: now| to .{1,60}| (?:last|this|in|yesterday|today) ?.{0,30})?`,
    ),
    says: of('marital_status'),
  },
  {
    form: form(`i(?:’m| am) (?:now |also |very )?(?:\\p{L}{4,10}ly )?allergic to ${V}`),
    says: each('allergy', { importance: 5 }),
  },
  { form: form(`i have an? (?<v>.{1,40}?) allergy`), says: of('allergy', { importance: 5 }) },
  { form: form(`i(?: am|’m)? (?:now |also )?(?:speak|speaking) (?:fluent )?${V}`), says: each('speaks') },
  { form: form(`i(?: am|’m)? (?:now )?(?:study|studying) at ${V}`), says: of('studies_at') },
  {
    form: form(`i(?: am|’m)? (?:now )?(?:study|studying|major in|majoring in) (?<v>[^@]{1,80}?)(?: at (?<w>.{1,80}))?`),
    says: of('studies'),
  },
  { form: form(`i(?: am|’m) (?:now )?learning (?:to (?:play |speak )?)?${V}`), says: of('learns') },
  { form: form(`i (?:now )?drive (?:an? |the )?${V}`), says: of('drives') },
  { form: form(`i (?:also |now )?play (?:the )?${V}`), says: each('plays') },
  {
    form: form(`i (?:now |usually |always |normally )?(?:wake|get) up (?<v>(?:at|around) .{1,30})`),
    says: ({ v = '' }) => fact('wakes_up', v),
  },
  {
    form: form(`i (?:now |usually |always |normally )?go to (?:bed|sleep) (?<v>(?:at|around) .{1,30})`),
    says: ({ v = '' }) => fact('goes_to_bed', v),
  },
];
