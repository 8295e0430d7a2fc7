import { type Days, yearAndMonth } from './calendar.ts';

const year = (number: number): string => `@${number}`;
const month = (of: number, number: number): string => `@${of}-${number + 1}`;
const exactly = (day: number): string => `@day${day}`;

/** The words of a day: no text has them, so that the month of May is not a verb. */
export function dateTerms(day: number): readonly string[] {
  const date = yearAndMonth(day);
  return [year(date.year), month(date.year, date.month), exactly(day)];
}

/** The narrowest of these words that all days of a span share; none where it is longer than a year. */
export function spanTerms({ first, last }: Days): readonly string[] {
  if (first === last) return dateTerms(first);
  const [from, to] = [yearAndMonth(first), yearAndMonth(last)];
  if (from.year !== to.year) return [];
  return from.month === to.month ? [year(from.year), month(from.year, from.month)] : [year(from.year)];
}
