import {
  AM,
  BOND,
  DIETS,
  ending,
  fact,
  form,
  JOBS,
  mine,
  noLonger,
  noLongerAny,
  NUMBER,
  slug,
  tastes,
  V,
  type Groups,
  type Pattern,
  type Said,
} from './said.ts';

const noLongerHas = ({ v = '' }: Groups): Said | null => (v === '' ? null : fact(`has_${slug(v)}`, '', { ends: true }));

/** Behind a "not". */
const LONGER = '(?: any ?more| any longer| now)?';

/** What is no longer so, and what takes its place. */
export const ENDINGS: readonly Pattern[] = [
  {
    form: form(
      `i(?: ?${AM} no longer| no longer live| don’t live| do not live| moved (?:away|out)) (?:living )?(?:in|of|from) ${V}`,
    ),
    says: noLonger('lives_in'),
  },
  { form: form(`i (?:no longer work|don’t work|do not work) (?:at|for) ${V}`), says: noLonger('works_at') },
  { form: form(`i (?:no longer work|don’t work|do not work) as ${V}`), says: noLonger('occupation') },
  {
    form: form(
      `i(?:’ve| have)? (?:just )?(?:left|lost|quit|got fired from|resigned from|retired from) my job(?: (?:at|with) ${V})?`,
    ),
    says: noLongerAny('works_at'),
  },
  {
    form: form(
      `i(?:’ve been| have been| was| got) (?:just )?(?:fired|laid off|let go|made redundant)(?: (?:from|at|by) ${V})?`,
    ),
    says: noLongerAny('works_at'),
  },
  {
    form: form(`i(?:’ve| have)? (?:just )?(?:stopped|quit|gave up|given up) playing (?:the )?${V}`),
    says: noLonger('plays'),
  },
  {
    form: form(
      `i(?:’ve| have)? (?:just |finally )?(?:stopped|quit|gave up|given up) (?<v>\\p{L}{2,18}ing(?: .{1,60})?)`,
    ),
    says: ({ v = '' }) => fact('gave_up', v, { single: false, text: `The user gave up ${v}.` }),
  },
  {
    form: form(`i (?:no longer|don’t|do not) (?:really |even )?(?:like|love|enjoy|care for) ${V}`),
    says: ({ v = '' }) => tastes('dislikes', v),
  },
  {
    form: form(`i (?:no longer|don’t|do not) (?:hate|dislike|mind) ${V}`),
    says: ({ v = '' }) => tastes('likes', v),
  },
  {
    form: form(`i (?:no longer|don’t|do not) (?:have|own) (?:(?:${NUMBER}|my|the|any) )?${V}`),
    says: noLongerHas,
  },
  {
    form: form(`i (?:sold|gave away|lost|got rid of) my ${V}`),
    says: noLongerHas,
  },
  { form: form(`i (?:no longer|don’t|do not) play (?:the )?${V}`), says: noLonger('plays') },
  { form: form(`i (?:no longer|don’t|do not) speak ${V}`), says: noLonger('speaks') },
  { form: form(`i (?:no longer drive|don’t drive|do not drive) ${V}`), says: noLonger('drives') },
  {
    form: form(`i ?(?:am|’m) (?:no longer|not) (?:an? )?(?<v>${DIETS})${LONGER}`),
    says: noLonger('diet'),
  },
  {
    form: form(`i ?(?:am|’m) (?:no longer|not) (?:an? )?(?<v>${BOND})${LONGER}`),
    says: noLonger('marital_status'),
  },
  { form: form(`i ?(?:am|’m) (?:no longer|not) (?:actually )?allergic to ${V}`), says: noLonger('allergy') },
  { form: form(`i ?(?:am|’m) no longer (?:an? )${V}`), says: noLonger('occupation') },
  {
    form: form(`i ?(?:am|’m) not (?:an? )(?<v>(?:[\\p{L}-]{1,20} ){0,3}(?:${JOBS}))${LONGER}`),
    says: noLonger('occupation'),
  },
  {
    form: form(
      `my (?<t>[\\p{L}’ ]{2,40}?) (?:isn’t|is not|’s not) (?:.{1,60}?), (?:it ?(?:’s|is)|but) (?:actually )?${V}`,
    ),
    says: ({ t = '', v = '' }) => mine(t, v),
  },
  {
    form: form(`my (?<t>[\\p{L}’ ]{2,40}?) (?:is no longer|isn’t|is not) ${V}`),
    says: ({ t = '', v = '' }) => ending(mine(t, v)),
  },
];
