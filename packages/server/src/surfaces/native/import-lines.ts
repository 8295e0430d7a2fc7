import { cleanText } from '@parlance/wire';
import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import type { ForeignMessage } from '../../engine/import-draft.ts';
import { parseTime } from './parse-time.ts';

export const MAX_IMPORT_BYTES = 64 * 1_048_576;
export const MAX_IMPORT_MESSAGES = 200_000;
const MAX_LINE = 1_048_576;
const MAX_TEXT = 100_000;
const MAX_NAME = 200;
/** Lines that are read in one go, so that a body in few pieces does not hold the loop. */
const LINES_AT_ONCE = 100;

const name = z.string().trim().min(1).max(MAX_NAME).transform(cleanText);
const label = z.union([name, z.number().transform(String)]).nullish();

const line = z.object({
  id: label,
  session: label,
  time: z.union([z.string(), z.number()]).transform((value, context) => {
    const time = parseTime(value);
    if (time !== null) return time;
    context.addIssue({ code: 'custom', message: 'Must be an ISO 8601 time, or milliseconds since the epoch' });
    return z.NEVER;
  }),
  speaker: name,
  text: z.string().max(MAX_TEXT).transform(cleanText),
});

/** Messages of a body of JSON Lines, a few at a time. Rejects with a `ParlanceError` that names line and field. */
export async function* readLines(body: AsyncIterable<Uint8Array>): AsyncGenerator<readonly ForeignMessage[]> {
  const ids = new Map<string, number>();
  let number = 0;
  let messages = 0;
  let portion: ForeignMessage[] = [];
  for await (const text of linesOf(body)) {
    number += 1;
    if (text.trim() === '') continue;
    messages += 1;
    if (messages > MAX_IMPORT_MESSAGES) {
      throw new ParlanceError('payload_too_large', `An import holds at most ${MAX_IMPORT_MESSAGES} messages.`);
    }
    portion.push(readLine(text, number, ids));
    if (portion.length < LINES_AT_ONCE) continue;
    yield portion;
    portion = [];
    await new Promise(setImmediate);
  }
  if (portion.length > 0) yield portion;
}

function readLine(text: string, number: number, ids: Map<string, number>): ForeignMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ParlanceError('validation', `Line ${number} is not JSON.`, { field: `body.${number}` });
  }
  const read = line.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const field = issue?.path.map(String).join('.') ?? '';
    throw refused(number, field, issue?.message ?? 'It is not valid');
  }
  const { id = null, session = null, time, speaker, text: said } = read.data;
  const before = id === null ? undefined : ids.get(id);
  if (before !== undefined) throw refused(number, 'id', `Line ${before} has this id already`);
  if (id !== null) ids.set(id, number);
  return { id, session, at: time, speaker, text: said };
}

function refused(number: number, field: string, why: string): ParlanceError {
  const where = field === '' ? `body.${number}` : `body.${number}.${field}`;
  return new ParlanceError('validation', `Line ${number}${field === '' ? '' : `, ${field}`}: ${why}.`, {
    field: where,
  });
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_IMPORT_BYTES) throw tooLarge();
    const pieces = (rest + decoded(decoder, chunk)).split('\n');
    rest = pieces.pop() ?? '';
    if (rest.length > MAX_LINE)
      throw new ParlanceError('payload_too_large', `A line holds at most ${MAX_LINE} characters.`);
    yield* pieces;
  }
  rest += decoded(decoder);
  if (rest !== '') yield rest;
}

export function tooLarge(): ParlanceError {
  return new ParlanceError('payload_too_large', `An import holds at most ${MAX_IMPORT_BYTES} bytes.`);
}

function decoded(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch {
    throw new ParlanceError('validation', 'The body is not UTF-8.', { field: 'body' });
  }
}
