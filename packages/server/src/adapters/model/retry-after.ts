import type { IncomingHttpHeaders } from 'node:http';

/**
 * Seconds to wait before a repeat, as the provider asks; undefined where it says nothing that can be read.
 * `retry-after-ms` is OpenAI's finer form; `Retry-After` is a number of seconds or a date (RFC 9110 §10.2.3).
 */
export function retryAfterSeconds(headers: IncomingHttpHeaders, now: number): number | undefined {
  const milliseconds = headers['retry-after-ms'];
  if (typeof milliseconds === 'string' && NUMBER.test(milliseconds.trim())) return Number(milliseconds) / 1000;
  const value = headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (NUMBER.test(value)) return Number(value);
  // `Date.parse` takes almost anything for a date, "-3" too; an HTTP date begins with the day's name.
  const date = /^[A-Za-z]{3,9},? /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}

const NUMBER = /^\d+(\.\d+)?$/;
