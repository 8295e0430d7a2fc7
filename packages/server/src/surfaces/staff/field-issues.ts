import { cleanText } from '@parlance/wire';
import { InvalidRequest, type RequestIssue } from '../../http/invalid-request.ts';

/** The body as an object. Throws `InvalidRequest`. */
export function objectIn(body: unknown): Readonly<Record<string, unknown>> {
  if (body === undefined || body === null) {
    throw new InvalidRequest([{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]);
  }
  if (typeof body === 'object' && !Array.isArray(body)) return { ...body };
  const msg = 'Input should be a valid dictionary or object to extract fields from';
  throw new InvalidRequest([{ type: 'model_attributes_type', loc: ['body'], msg, input: body }]);
}

/** The field as text of 1 to `most` characters (code points) that is not blank, or what is wrong with it. */
export function textIn(body: Readonly<Record<string, unknown>>, name: string, most: number): string | RequestIssue {
  const loc = ['body', name];
  const value = body[name];
  if (value === undefined) return { type: 'missing', loc, msg: 'Field required', input: body };
  if (typeof value !== 'string') {
    return { type: 'string_type', loc, msg: 'Input should be a valid string', input: value };
  }
  // Counting costs time: what is too long whichever way it is counted is not counted.
  if (value.length > 2 * most || [...value].length > most) {
    const msg = `String should have at most ${most} characters`;
    return { type: 'string_too_long', loc, msg, input: value, ctx: { max_length: most } };
  }
  if (value.trim() !== '') return cleanText(value);
  const msg = 'String should have at least 1 character';
  return { type: 'string_too_short', loc, msg, input: value, ctx: { min_length: 1 } };
}

/** A whole number of the query between two bounds. */
export interface NumberField {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly otherwise: number;
}

/** The field of the query as a number, or what is wrong with it. */
export function numberIn(
  query: Readonly<Record<string, unknown>>,
  { name, least, most, otherwise }: NumberField,
): number | RequestIssue {
  const loc = ['query', name];
  const input = query[name];
  if (input === undefined) return otherwise;
  if (typeof input !== 'string' || !/^[+-]?\d{1,15}$/.test(input)) {
    const msg = 'Input should be a valid integer, unable to parse string as an integer';
    return { type: 'int_parsing', loc, msg, input };
  }
  const number = Number(input);
  if (number < least) {
    const msg = `Input should be greater than or equal to ${least}`;
    return { type: 'greater_than_equal', loc, msg, input, ctx: { ge: least } };
  }
  if (number > most) {
    const msg = `Input should be less than or equal to ${most}`;
    return { type: 'less_than_equal', loc, msg, input, ctx: { le: most } };
  }
  return number;
}

/** Collects what is wrong with a request, so that its sender is told of all of it at once. */
export class Issues {
  readonly #found: RequestIssue[] = [];

  /** The value; or `instead`, with the issue kept for `refuse`. */
  take<Value extends string | number | null>(value: Value | RequestIssue, instead: Value): Value {
    if (typeof value !== 'object' || value === null) return value;
    this.#found.push(value);
    return instead;
  }

  add(issue: RequestIssue): void {
    this.#found.push(issue);
  }

  /** Throws `InvalidRequest` where there were issues. */
  refuse(): void {
    if (this.#found.length > 0) throw new InvalidRequest(this.#found);
  }
}
