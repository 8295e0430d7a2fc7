/** Days since the epoch, both ends included. */
export interface Days {
  readonly first: number;
  readonly last: number;
}

const DAY_MS = 86_400_000;

export const dayOf = (time: number): number => Math.floor(time / DAY_MS);

export const someDays = (first: number, last: number = first): Days => ({ first, last });

/** `month` counts from 0; beyond the year it goes on in the next. */
export function monthDays(year: number, month: number, months = 1): Days {
  return { first: dayOf(Date.UTC(year, month, 1)), last: dayOf(Date.UTC(year, month + months, 1)) - 1 };
}

export const yearDays = (year: number): Days => monthDays(year, 0, 12);

/** Null where the month has no such day. */
export function dateDay(year: number, month: number, day: number): Days | null {
  const time = Date.UTC(year, month, day);
  return new Date(time).getUTCMonth() === month ? someDays(dayOf(time)) : null;
}

export function yearAndMonth(day: number): { readonly year: number; readonly month: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() };
}

/** 0 is Monday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** Monday to Sunday. */
export function weekOf(day: number): Days {
  const monday = day - weekdayOf(day);
  return { first: monday, last: monday + 6 };
}

export const overlap = (a: Days, b: Days): boolean => a.first <= b.last && b.first <= a.last;
