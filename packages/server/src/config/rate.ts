import { BadValue, type Parser } from './parsers.ts';

/** So many requests in any stretch of so much time. */
export interface Rate {
  readonly requests: number;
  readonly windowMs: number;
}

const WINDOWS: ReadonlyMap<string, number> = new Map([
  ['sec', 1_000],
  ['min', 60_000],
  ['hour', 3_600_000],
]);

/** `120/min`, or `off`. */
export const rateOrOff: Parser<Rate | 'off'> = (text) => {
  if (text.toLowerCase() === 'off') return 'off';
  const [, count = '', unit = ''] = /^([1-9]\d{0,6})\/([a-z]+)$/.exec(text) ?? [];
  const windowMs = WINDOWS.get(unit);
  if (windowMs === undefined) {
    throw new BadValue('must be a number of requests and a time, such as 120/min, 5/sec or 2000/hour, or off');
  }
  return { requests: Number(count), windowMs };
};
