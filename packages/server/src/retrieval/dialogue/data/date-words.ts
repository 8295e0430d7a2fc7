const numbered = (text: string): ReadonlyMap<string, number> =>
  new Map(text.split(' / ').flatMap((words, at) => words.split(' ').map((word) => [word, at] as const)));

/** From 0, January. */
export const MONTHS = numbered(
  'january jan / february feb / march mar / april apr / may / june jun / july jul / august aug / september sep sept / october oct / november nov / december dec',
);
/** Months that are other words as well: they count behind one of `BEFORE_MONTH`. */
export const DOUBTFUL_MONTHS: ReadonlySet<string> = new Set('may march mar sep dec jan jun'.split(' '));
export const BEFORE_MONTH: ReadonlySet<string> = new Set(
  'in during since until till by of last this next early late mid around before after every from between'.split(' '),
);
/** From 0, Monday. */
export const WEEKDAYS = numbered(
  'monday mon / tuesday tue tues / wednesday wed / thursday thu thurs / friday fri / saturday sat / sunday sun',
);
/** First month, from 0, of the three that it has. */
export const SEASONS: ReadonlyMap<string, number> = new Map([
  ['spring', 2],
  ['summer', 5],
  ['autumn', 8],
  ['fall', 8],
  ['winter', 11],
]);
export const DOUBTFUL_SEASONS: ReadonlySet<string> = new Set(['spring', 'fall']);
/** Least and most that is meant. */
export const QUANTITIES: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['a', [1, 1]],
  ['an', [1, 1]],
  ['one', [1, 1]],
  ['two', [2, 2]],
  ['three', [3, 3]],
  ['four', [4, 4]],
  ['five', [5, 5]],
  ['six', [6, 6]],
  ['seven', [7, 7]],
  ['eight', [8, 8]],
  ['nine', [9, 9]],
  ['ten', [10, 10]],
  ['couple', [2, 3]],
  ['few', [2, 5]],
  ['several', [3, 7]],
]);
/** Days that one has. */
export const UNITS: ReadonlyMap<string, number> = new Map([
  ['day', 1],
  ['days', 1],
  ['night', 1],
  ['nights', 1],
  ['week', 7],
  ['weeks', 7],
  ['weekend', 7],
  ['weekends', 7],
  ['fortnight', 14],
  ['month', 30],
  ['months', 30],
  ['year', 365],
  ['years', 365],
]);
export const AGO: ReadonlySet<string> = new Set(['ago', 'back', 'earlier']);
export const BEFORE_UNIT: ReadonlyMap<string, -1 | 0 | 1> = new Map([
  ['last', -1],
  ['past', -1],
  ['previous', -1],
  ['this', 0],
  ['current', 0],
  ['next', 1],
  ['coming', 1],
  ['upcoming', 1],
]);
/** Days from the day on which it is said. */
export const DAY_WORDS: ReadonlyMap<string, number> = new Map([
  ['today', 0],
  ['tonight', 0],
  ['yesterday', -1],
  ['tomorrow', 1],
]);
