/** Numbers below are seconds since the epoch, others milliseconds: in milliseconds they would be before 1973. */
const SECONDS_BELOW = 100_000_000_000;
const LATEST = 8_640_000_000_000_000;
/** `2023-05-08`, `2023-05-08T13:56`, `2023-05-08 13:56:10.123`. */
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?$/;
/** `1:56 pm on 8 May, 2023`, as some collections have it. */
const CLOCK_FIRST = /^(\d{1,2}:\d{2} ?[ap]m) on (.{6,40})$/i;
/** `2023-05-08…`, `2023/05/08 (Mon) 13:56`: with the year in front the month comes next. */
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/;
/** `8 May, 2023`, `Mon, 08 May 2023 …`. */
const DAY_FIRST = /\b(\d{1,2})[ -]+(\p{L}{3})\p{L}*\.?,?[ -]+(\d{4})\b/iu;
/** `May 8, 2023`, `Mon May 08 2023 …`. */
const MONTH_FIRST = /(?<!\p{L})(\p{L}{3})\p{L}*\.? +(\d{1,2}),? +(\d{4})\b/iu;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Milliseconds since the epoch of a time that a person or a program wrote; null where it is none. A time without a zone
 * is UTC. Null too where its day is in no calendar (30 February), and where nothing says which number is the month
 * (04/03/2024).
 */
export function parseTime(value: string | number): number | null {
  const time = typeof value === 'number' ? fromNumber(value) : fromText(value.trim());
  return Number.isFinite(time) && Math.abs(time) <= LATEST ? Math.round(time) : null;
}

function fromNumber(value: number): number {
  return Math.abs(value) < SECONDS_BELOW ? value * 1_000 : value;
}

function fromText(text: string): number {
  if (text.length > 64 || !namesDay(text)) return Number.NaN;
  if (WITHOUT_ZONE.test(text)) return Date.parse(text.length === 10 ? text : `${text.replace(' ', 'T')}Z`);
  const clockFirst = CLOCK_FIRST.exec(text);
  const ordered = clockFirst === null ? text : `${clockFirst[2] ?? ''} ${clockFirst[1] ?? ''}`;
  const hasZone = /(?:z|gmt|utc|[+-]\d{2}:?\d{2})$/i.test(ordered);
  return Date.parse(hasZone ? ordered : `${ordered} UTC`);
}

/** Whether the text says one day that there is: `Date.parse` guesses where it does not, and counts on into the next month. */
function namesDay(text: string): boolean {
  const [, first = '', , second = '', third = ''] = YEAR_FIRST.exec(text) ?? [];
  if (first !== '') return isDay(Number(first), Number(second), Number(third));
  const [, day = '', month = '', year = ''] = DAY_FIRST.exec(text) ?? [];
  if (day !== '') return isDay(Number(year), monthNamed(month), Number(day));
  const [, named = '', of = '', its = ''] = MONTH_FIRST.exec(text) ?? [];
  return named !== '' && isDay(Number(its), monthNamed(named), Number(of));
}

/** From 1; 0 where there is none. */
function monthNamed(start: string): number {
  return MONTHS.indexOf(start.toLowerCase()) + 1;
}

function isDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}
