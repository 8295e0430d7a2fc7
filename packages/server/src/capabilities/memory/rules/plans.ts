import { fact, form, plan, V, type Pattern } from './said.ts';

/** What the user is going to do, and what they have done. */
export const PLANS: readonly Pattern[] = [
  {
    form: form(
      `my (?<t>(?:flight|train|bus|ferry|appointment|meeting|exam|interview|class|course|concert|game|match|trip|holiday|vacation)(?: .{1,40}?)?) (?<n>leaves|departs|arrives|lands|starts|begins|ends|takes place|happens) (?<v>.{1,100})`,
    ),
    says: ({ t = '', n = '', v = '' }) => ({ ...plan(`${t} ${n} ${v}`), text: `The user's ${t} ${n} ${v}.` }),
  },
  {
    form: form(
      `(?:i|we) (?:have|need|want|plan|intend|promised|’ve got|are going|am going|will|must|should|’m going|’ll)(?: to)? ${V}`,
    ),
    says: ({ v = '' }) => plan(v),
  },
  {
    form: form(
      `i(?:’m| am) (?:(?:going|planning|hoping|about) to (?<v>.{1,200})|(?<w>(?:off to|\\p{L}{2,18}ing) .{1,200}))`,
    ),
    says: ({ v = '', w = '' }) => plan(v === '' ? w : v),
  },
  { form: form(`i(?:’ll| will| must| need to| have to| want to) ${V}`), says: ({ v = '' }) => plan(v) },
  {
    form: form(`(?:remind me|don’t let me forget) (?:to |about |of )${V}`),
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
