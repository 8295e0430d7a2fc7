import { termsOf } from '../text/terms.ts';
import type { Days } from './calendar.ts';
import { EVERYDAY_WORDS } from './data/everyday-words.ts';
import { spanTerms } from './date-terms.ts';
import { datesIn } from './dates-in.ts';
import { dialogueTerms, namesIn } from './dialogue-terms.ts';

/** A word that is asked for, and what counts in its place where that says it better. */
export interface Sought {
  readonly term: string;
  readonly weight: number;
  /** Other everyday words for it. */
  readonly others: readonly string[];
}

export interface DialogueQuestion {
  readonly sought: readonly Sought[];
  /** Terms that the question writes like names. */
  readonly names: readonly string[];
  /** Its words as facts have them. */
  readonly plainTerms: readonly string[];
  readonly dates: readonly Days[];
  /** Whoever asks, asks about themselves. */
  readonly aboutUser: boolean;
  readonly aboutAssistant: boolean;
  readonly asksWhen: boolean;
  /** Who or what has a name is asked for: a person, a place, a title. */
  readonly asksName: boolean;
  readonly asksNumber: boolean;
  /** What is no longer so is asked for as well. */
  readonly asksPast: boolean;
}

const LONGEST = 4_000;
const MOST_TERMS = 48;
const FIRST_PERSON = /\b(?:i|me|my|mine|myself|i['’]m|i['’]ve)\b/iu;
const SECOND_PERSON = /\b(?:you|your|yours|yourself)\b/iu;
const WHEN =
  /\b(?:when|what (?:date|day|month|year|time)|which (?:date|day|month|year)|how long ago|since when|how recently)\b/iu;
const NAME =
  /\b(?:who|whom|whose|where|called|names?|title|(?:what|which|whose) (?:city|cities|country|countries|state|states|town|place|places|person|people|friend|book|books|movie|movies|film|song|songs|band|bands|artist|artists|restaurant|school|company|brand|game|games))\b/iu;
const NUMBER = /\bhow (?:many|much|old|long|far|tall|big|often|large)\b/iu;
const PAST =
  /\b(?:used to|formerly|previous|previously|before|earlier|originally|no longer|once|back then|ex|old|former)\b/iu;
/** Words that say what kind of answer is wanted, and verbs that say little without their object. */
const FORM = new Set(
  dialogueTerms(
    'take make get go come give try keep put look feel want need know think see part kind type sort name long many often time times describe mention tell say said discuss talk way thing things reason did date day year month happen list item items various different likely might would',
  ),
);

/** `now` is what "yesterday" is counted from, milliseconds since the epoch. */
export function readDialogueQuestion(text: string, now: number, formWeight: number): DialogueQuestion {
  const asked = text.slice(0, LONGEST);
  const terms = [...new Set(dialogueTerms(asked))].slice(0, MOST_TERMS);
  const dates = datesIn(asked, now, 'asked');
  const inForm = terms.every((term) => FORM.has(term));
  const sought = terms.map((term): Sought => ({
    term,
    // A question of nothing but such words asks for them.
    weight: FORM.has(term) && !inForm ? formWeight : 1,
    others: EVERYDAY_WORDS.get(term) ?? [],
  }));
  const days = dates.length > 4 ? [] : [...new Set(dates.flatMap(spanTerms))];
  return {
    sought: [...sought, ...days.map((term): Sought => ({ term, weight: 1, others: [] }))],
    names: namesIn(asked),
    plainTerms: [...new Set(termsOf(asked))].slice(0, MOST_TERMS),
    dates,
    aboutUser: FIRST_PERSON.test(asked),
    aboutAssistant: SECOND_PERSON.test(asked),
    asksWhen: WHEN.test(asked),
    asksName: NAME.test(asked),
    asksNumber: NUMBER.test(asked),
    asksPast: PAST.test(asked),
  };
}
