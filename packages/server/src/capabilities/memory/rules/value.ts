const LONGEST = 80;
const MOST_WORDS = 12;

/** Ends what names a value. */
const AFTER =
  / (?:because|since|so that|which|although|though|but|until|where|after|before|as well|too|anymore|any more|any longer|instead|by the way|btw|now|these days|nowadays|currently|at the moment|right now|lately|as of (?:today|now)|from now on|again|for now|please|and (?:i|i’m|i’ve|my|we|it|he|she|they|that|so|you)|if|when|with my|to be exact|actually|not) /iu;
const MARK_AT_END = /[,.!;:"’]$/u;
const MARK_AT_START = /^[,"’]/u;

/** The value that a clause names at its end; null where that is no value, or a whole speech. */
export function valueIn(written: string): string | null {
  let value = ` ${written.trim()} `;
  const cut = value.slice(1).search(AFTER);
  if (cut >= 0) value = value.slice(0, cut + 1);
  value = value.split(', ')[0] === '' ? value : value;
  value = value.trim();
  while (MARK_AT_END.test(value)) value = value.slice(0, -1).trimEnd();
  while (MARK_AT_START.test(value)) value = value.slice(1).trimStart();
  const words = value.split(' ').length;
  return value === '' || value.length > LONGEST || words > MOST_WORDS || POINTING.test(value) ? null : value;
}

/** Points at something that stands elsewhere, and so is no value by itself. */
const POINTING =
  /^(?:it|that|this|these|those|them|him|her|you|what|how|who|why|there|here|so|too|not|to|one|some|any|all|both)$/iu;

/** Without the little words before a name of a place, a thing or a job. */
export function bare(value: string): string {
  return value.replace(/^(?:the (?:city|town|village) of |the |an? )/iu, '').replace(WHEN, '');
}

/** When it came to be so is not part of a name. */
const WHEN =
  / (?:(?:last|this|next) (?:week|weekend|month|year|spring|summer|autumn|fall|winter)|yesterday|today|tomorrow|recently|(?:back )?in (?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d{4})?|(?:back )?in \d{4}|(?:an?|a few|\d{1,3}) (?:day|week|month|year)s? ago|since .{1,30}|for (?:now|good|work))$/iu;
