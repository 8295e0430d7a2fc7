import {
  dateDay,
  type Days,
  dayOf,
  monthDays,
  someDays,
  weekdayOf,
  weekOf,
  yearAndMonth,
  yearDays,
} from './calendar.ts';
import {
  AGO,
  BEFORE_MONTH,
  BEFORE_UNIT,
  DAY_WORDS,
  DOUBTFUL_MONTHS,
  DOUBTFUL_SEASONS,
  MONTHS,
  QUANTITIES,
  SEASONS,
  UNITS,
  WEEKDAYS,
} from './data/date-words.ts';

/** How a date without a year is understood: as the nearest one, or, in a question, as that of any of the last years. */
export type DateReading = 'said' | 'asked';

const WORD = /\d{4}-\d{2}-\d{2}|\d+|\p{L}+/gu;
const ORDINAL = new Set(['st', 'nd', 'rd', 'th']);
const MOST_DATES = 16;
const LONGEST = 20_000;
/** How far back a question without a year may mean. */
const YEARS_ASKED = 4;

interface Found {
  readonly days: readonly Days[];
  /** Words that it is made of. */
  readonly words: number;
}

/** The days that a text speaks of, where `at` is when it was said, milliseconds since the epoch. */
export function datesIn(text: string, at: number, reading: DateReading): readonly Days[] {
  const words = (text.slice(0, LONGEST).toLowerCase().match(WORD) ?? []).filter((word) => !ORDINAL.has(word));
  const today = dayOf(at);
  const found: Days[] = [];
  for (let place = 0; place < words.length && found.length < MOST_DATES;) {
    const date = dateAt(words, place, today, reading);
    if (date !== null) found.push(...date.days);
    place += date?.words ?? 1;
  }
  return found.slice(0, MOST_DATES);
}

function dateAt(words: readonly string[], at: number, today: number, reading: DateReading): Found | null {
  const word = words[at] ?? '';
  return (
    writtenDate(word) ??
    dayAndMonth(words, at, today, reading) ??
    monthFirst(words, at, today, reading) ??
    seasonAt(words, at, today, reading) ??
    yearAt(word) ??
    dayWord(words, at, today) ??
    besideNow(words, at, today) ??
    someTimeAgo(words, at, today)
  );
}

const one = (days: Days | null, words: number): Found | null => (days === null ? null : { days: [days], words });

function writtenDate(word: string): Found | null {
  const [year, month, day] = word.split('-').map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  return one(dateDay(year, month - 1, day), 1);
}

/** `8 May 2023`, `8th of May`. */
function dayAndMonth(words: readonly string[], at: number, today: number, reading: DateReading): Found | null {
  const day = smallNumber(words[at]);
  if (day === null) return null;
  const skipped = words[at + 1] === 'of' ? 1 : 0;
  const month = MONTHS.get(words[at + 1 + skipped] ?? '');
  if (month === undefined) return null;
  const year = yearOf(words[at + 2 + skipped]);
  return {
    days: inYears(year, today, reading, (each) => dateDay(each, month, day)),
    words: 2 + skipped + (year ? 1 : 0),
  };
}

/** `May 8, 2023`, `May 2023`, `in May`. */
function monthFirst(words: readonly string[], at: number, today: number, reading: DateReading): Found | null {
  const word = words[at] ?? '';
  const month = MONTHS.get(word);
  if (month === undefined) return null;
  const [second, third] = [words[at + 1], words[at + 2]];
  const year = yearOf(second);
  if (year !== null) return one(monthDays(year, month), 2);
  const day = smallNumber(second);
  const placed = BEFORE_MONTH.has(words[at - 1] ?? '');
  const yearAfter = yearOf(third);
  if (day !== null && (placed || yearAfter !== null || !DOUBTFUL_MONTHS.has(word) || words[at - 1] === 'on')) {
    return { days: inYears(yearAfter, today, reading, (each) => dateDay(each, month, day)), words: yearAfter ? 3 : 2 };
  }
  if (DOUBTFUL_MONTHS.has(word) && !placed) return null;
  return { days: inYears(null, today, reading, (each) => monthDays(each, month)), words: 1 };
}

function seasonAt(words: readonly string[], at: number, today: number, reading: DateReading): Found | null {
  const first = SEASONS.get(words[at] ?? '');
  if (first === undefined) return null;
  const [word = '', before = ''] = [words[at], words[at - 1]];
  if (DOUBTFUL_SEASONS.has(word) && !BEFORE_MONTH.has(before)) return null;
  const skipped = words[at + 1] === 'of' ? 1 : 0;
  const year = yearOf(words[at + 1 + skipped]);
  const days = inYears(year, today, reading, (each) => monthDays(each, first, 3));
  return { days, words: year === null ? 1 : 2 + skipped };
}

function yearAt(word: string): Found | null {
  const year = yearOf(word);
  return year === null ? null : one(yearDays(year), 1);
}

/** `yesterday`, `last night`, `this morning`. */
function dayWord(words: readonly string[], at: number, today: number): Found | null {
  const word = words[at] ?? '';
  const away = DAY_WORDS.get(word);
  if (away !== undefined) return one(someDays(today + away), 1);
  const next = words[at + 1] ?? '';
  if (word === 'last' && next === 'night') return one(someDays(today - 1, today), 2);
  if (word === 'this' && ['morning', 'afternoon', 'evening'].includes(next)) return one(someDays(today), 2);
  if (word === 'other' && next === 'day') return one(someDays(today - 7, today - 1), 2);
  return null;
}

/** `last week`, `next month`, `this Friday`. */
function besideNow(words: readonly string[], at: number, today: number): Found | null {
  const step = BEFORE_UNIT.get(words[at] ?? '');
  const word = words[at + 1] ?? '';
  if (step === undefined) return null;
  const weekday = WEEKDAYS.get(word);
  if (weekday !== undefined) return one(someDays(besideDay(today, weekday, step)), 2);
  const { year, month } = yearAndMonth(today);
  switch (word) {
    case 'week': {
      const { first, last } = weekOf(today + 7 * step);
      return one(someDays(first, last), 2);
    }
    case 'weekend': {
      const { last } = weekOf(today + 7 * step);
      return one(someDays(last - 2, last), 2);
    }
    case 'month':
      return one(monthDays(year, month + step), 2);
    case 'year':
      return one(yearDays(year + step), 2);
    default: {
      const season = SEASONS.get(word);
      if (season === undefined) return null;
      return one(besideMonths(today, season, step), 2);
    }
  }
}

/** The last, the coming or the next day of this name. */
function besideDay(today: number, weekday: number, step: -1 | 0 | 1): number {
  const ahead = (weekday - weekdayOf(today) + 7) % 7;
  if (step === 0) return today + ahead;
  return step === -1 ? today + (ahead === 0 ? -7 : ahead - 7) : today + (ahead === 0 ? 7 : ahead);
}

function besideMonths(today: number, first: number, step: -1 | 0 | 1): Days {
  const { year } = yearAndMonth(today);
  const candidates = [-1, 0, 1].map((years) => monthDays(year + years, first, 3));
  const [before, now, after] = candidates;
  const own = now ?? monthDays(year, first, 3);
  if (step === -1) return own.first > today || own.last >= today ? (before ?? own) : own;
  return own.last < today ? (after ?? own) : own;
}

/** `two weeks ago`, `a couple of months back`. */
function someTimeAgo(words: readonly string[], at: number, today: number): Found | null {
  const word = words[at] ?? '';
  const number = smallNumber(word);
  const range = QUANTITIES.get(word) ?? (number === null ? undefined : ([number, number] as const));
  if (range === undefined) return null;
  const skipped = words[at + 1] === 'of' || QUANTITIES.has(words[at + 1] ?? '') ? 1 : 0;
  const more = words[at + 2] === 'of' && skipped === 1 ? 1 : 0;
  const unit = UNITS.get(words[at + 1 + skipped + more] ?? '');
  const [least, most] = skipped === 1 ? (QUANTITIES.get(words[at + 1] ?? '') ?? range) : range;
  if (unit === undefined || !AGO.has(words[at + 2 + skipped + more] ?? '')) return null;
  // Nobody counts the days of what was weeks ago.
  const slack = Math.floor(unit / 4);
  return one(someDays(today - most * unit - slack, today - least * unit + slack), 3 + skipped + more);
}

/** In that year, or without one in the nearest, or in each of those that a question may mean. */
function inYears(
  year: number | null,
  today: number,
  reading: DateReading,
  make: (year: number) => Days | null,
): readonly Days[] {
  const now = yearAndMonth(today).year;
  const exact = (each: number): readonly Days[] => {
    const days = make(each);
    return days === null ? [] : [days];
  };
  if (year !== null) return exact(year);
  if (reading === 'asked') {
    return Array.from({ length: YEARS_ASKED }, (_, back) => now + 1 - back).flatMap(exact);
  }
  const away = ({ first, last }: Days): number => Math.abs((first + last) / 2 - today);
  return [now - 1, now, now + 1]
    .flatMap(exact)
    .sort((a, b) => away(a) - away(b))
    .slice(0, 1);
}

function yearOf(word: string | undefined): number | null {
  return word !== undefined && /^(?:19[5-9]|20[0-4])\d$/.test(word) ? Number(word) : null;
}

function smallNumber(word: string | undefined): number | null {
  if (word === undefined || !/^\d{1,2}$/.test(word)) return null;
  const number = Number(word);
  return number >= 1 && number <= 31 ? number : null;
}
