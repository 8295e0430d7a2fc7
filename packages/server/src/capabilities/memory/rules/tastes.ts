import { choice, form, mine, of, tastes, V, type Pattern } from './said.ts';
import { bare } from './value.ts';

/** What the user likes, and what they like better. */
export const TASTES: readonly Pattern[] = [
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
    says: ({ v = '' }) => tastes('likes', v),
  },
  {
    form: form(
      `i (?:really |also |absolutely |still |just |truly |totally |always )?(?:hate|dislike|detest|loathe|can’t stand|cannot stand|can’t bear) ${V}`,
    ),
    says: ({ v = '' }) => tastes('dislikes', v),
  },
  {
    form: form(`i(?: am|’m) not (?:a fan of|into|fond of|keen on) ${V}`),
    says: ({ v = '' }) => tastes('dislikes', v),
  },
  {
    form: form(
      `(?<v>.{1,60}?) (?:is|are) my (?:all-time )?(?<t>favou?rite(?: [\\p{L} ]{2,30}?)?)(?: now| these days)?`,
    ),
    says: ({ v = '', t = '' }) => mine(t, v),
  },
];
