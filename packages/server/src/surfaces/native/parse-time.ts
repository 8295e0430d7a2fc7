/** Numbers below are seconds since the epoch, others milliseconds: in milliseconds they would be before 1973. */
const SECONDS_BELOW = 100_000_000_000;
const LATEST = 8_640_000_000_000_000;
/** `2023-05-08`, `2023-05-08T13:56`, `2023-05-08 13:56:10.123`. */
const WITHOUT_ZONE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?$/;
/** `1:56 pm on 8 May, 2023`, as some collections have it. */
const CLOCK_FIRST = /^(\d{1,2}:\d{2} ?[ap]m) on (.{6,40})$/i;

/**
 * Milliseconds since the epoch of a time that a person or a program wrote; null where it is none. A time without a zone
 * is UTC.
 */
export function parseTime(value: string | number): number | null {
  const time = typeof value === 'number' ? fromNumber(value) : fromText(value.trim());
  return Number.isFinite(time) && Math.abs(time) <= LATEST ? Math.round(time) : null;
}

function fromNumber(value: number): number {
  return Math.abs(value) < SECONDS_BELOW ? value * 1_000 : value;
}

function fromText(text: string): number {
  if (text.length > 64 || /^\d*$/.test(text)) return Number.NaN;
  if (WITHOUT_ZONE.test(text)) return Date.parse(text.length === 10 ? text : `${text.replace(' ', 'T')}Z`);
  const clockFirst = CLOCK_FIRST.exec(text);
  const ordered = clockFirst === null ? text : `${clockFirst[2] ?? ''} ${clockFirst[1] ?? ''}`;
  const hasZone = /(?:z|gmt|utc|[+-]\d{2}:?\d{2})$/i.test(ordered);
  return Date.parse(hasZone ? ordered : `${ordered} UTC`);
}
