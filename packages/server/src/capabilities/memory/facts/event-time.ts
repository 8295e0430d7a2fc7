import { dayOf, weekdayOf } from '../../../retrieval/dialogue/calendar.ts';
import { WEEKDAYS } from '../../../retrieval/dialogue/data/date-words.ts';
import { datesIn } from '../../../retrieval/dialogue/dates-in.ts';

const DAY_MS = 86_400_000;
const UNITS: ReadonlyMap<string, number> = new Map([
  ['day', 1],
  ['week', 7],
  ['month', 30],
  ['year', 365],
]);
const NUMBERS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const FROM_NOW = /\bin (?:about )?(an?|\d{1,3}|\p{L}{2,5}) (day|week|month|year)s?\b/iu;
const WEEKDAY = /\b(?:on |by |until |this |coming )?(\p{L}{3,9}day)\b/iu;
const LAST_WEEKDAY = /\blast \p{L}{3,9}day\b/iu;

/**
 * The start of the day that a text speaks of, counted from when it was said: "tomorrow", "next Friday", "in two weeks",
 * "8 May". Null where it names none. Days are those of UTC, since messages say nothing of where they were written.
 */
export function eventTime(text: string, saidAt: number): number | null {
  const ahead = fromNow(text);
  if (ahead !== null) return (dayOf(saidAt) + ahead) * DAY_MS;
  const [days] = datesIn(text, saidAt, 'said');
  if (days !== undefined) return days.first * DAY_MS;
  return bareWeekday(text, saidAt);
}

function fromNow(text: string): number | null {
  const [, count = '', unit = ''] = FROM_NOW.exec(text) ?? [];
  const days = UNITS.get(unit.toLowerCase());
  if (days === undefined) return null;
  const word = count.toLowerCase();
  const number = word === 'a' || word === 'an' ? 1 : NUMBERS.indexOf(word);
  const counted = /^\d/.test(word) ? Number(word) : number;
  return counted < 1 ? null : counted * days;
}

/** The coming day of that name, also today. */
function bareWeekday(text: string, saidAt: number): number | null {
  const weekday = LAST_WEEKDAY.test(text) ? undefined : WEEKDAYS.get(WEEKDAY.exec(text)?.[1]?.toLowerCase() ?? '');
  if (weekday === undefined) return null;
  const today = dayOf(saidAt);
  return (today + ((weekday - weekdayOf(today) + 7) % 7)) * DAY_MS;
}
