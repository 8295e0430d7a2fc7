import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ParlanceError } from '../engine/errors.ts';
import type { Clock } from '../ports/clock.ts';
import { plainError } from './failure.ts';
import { InvalidRequest } from './invalid-request.ts';
import { JsonScan, MAX_DEPTH, MAX_KEYS } from './json-scan.ts';

/** Bytes of a JSON body. */
export const MAX_BODY_BYTES = 1_048_576;

/**
 * What a refused client may still send before it is answered, so that it gets to read the answer: closing a socket
 * under an upload makes most clients report a broken pipe instead.
 */
const LINGER_MS = 100;
const LINGER_BYTES = 16 * MAX_BODY_BYTES;

export interface JsonBodyOptions {
  /** True on the seeds' routes: JSON is read whatever the Content-Type says. Source: CONTRACT.md §6.7. */
  readonly anyContentType: boolean;
  readonly clock: Clock;
}

/**
 * Makes this instance read JSON bodies, and nothing else: at most 1 MB, at most 64 levels and 10,000 keys, UTF-8, no
 * duplicate keys, no numbers beyond range, no `__proto__` or `constructor`. No body at all is `undefined`.
 */
export function readJsonBodies(app: FastifyInstance, { anyContentType, clock }: JsonBodyOptions): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', (request: FastifyRequest, payload: Readable) =>
    readJson(payload, Number(request.headers['content-length'] ?? 0), clock),
  );
  if (!anyContentType) return;
  app.addHook('onRequest', async (request) => {
    request.raw.headers['content-type'] = 'application/json';
  });
}

async function readJson(payload: Readable, declaredBytes: number, clock: Clock): Promise<unknown> {
  const scan = new JsonScan();
  let bytes: Buffer;
  try {
    bytes = await collect(payload, declaredBytes, scan);
  } catch (error) {
    await discard(payload, clock);
    throw error;
  }
  return bytes.length === 0 ? undefined : parseJson(bytes, scan.keys);
}

/** All bytes of the body, or a rejection at the first chunk that goes too far. */
function collect(payload: Readable, declaredBytes: number, scan: JsonScan): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = (error: Error): void => {
      payload.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      const verdict = scan.push(chunk);
      length += chunk.length;
      if (verdict === 'too-deep') stop(badBody(`JSON nested deeper than ${MAX_DEPTH} levels`));
      else if (verdict === 'too-many-keys') stop(badBody(`JSON with more than ${MAX_KEYS} keys`));
      else if (length > MAX_BODY_BYTES || declaredBytes > MAX_BODY_BYTES) stop(plainError('payload_too_large'));
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      // The request outlives its body by a whole stream; what it still listened with would keep the body's bytes.
      payload.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      resolve(Buffer.concat(chunks, length));
    };
    const onBroken = (): void => stop(badBody('The body ended before it was complete'));
    payload.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}

function discard(payload: Readable, clock: Clock): Promise<void> {
  if (payload.destroyed || payload.readableEnded) return Promise.resolve();
  return new Promise((resolve) => {
    let length = 0;
    const cancelTimer = clock.after(LINGER_MS, finish);
    const onData = (chunk: Buffer): void => {
      if ((length += chunk.length) > LINGER_BYTES) finish();
    };
    function finish(): void {
      cancelTimer();
      payload.off('data', onData).off('end', finish).off('close', finish).off('error', finish);
      resolve();
    }
    payload.on('data', onData).on('end', finish).on('close', finish).on('error', finish);
  });
}

/** As `parseJson`, for bytes that are here already. Throws `validation` for anything that two readers could read in two ways. */
export function parseStrictJson(bytes: Buffer): unknown {
  const scan = new JsonScan();
  if (scan.push(bytes) !== 'fine') throw badBody('JSON nested too deep or too wide');
  return parseJson(bytes, scan.keys);
}

function parseJson(bytes: Buffer, keys: number): unknown {
  if (!isUtf8(bytes)) throw badBody('The body is not UTF-8');
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badBody('JSON decode error', { cause: error, position: positionIn(error, text) });
  }
  if (countKeys(value) !== keys) throw badBody('JSON with a duplicate key');
  return value;
}

/**
 * Keys of `value` and all below it. Fewer than colons in the text means that one key overwrote another. Refuses what
 * could reach a prototype, and numbers that became infinite. Recursion is bounded by `MAX_DEPTH`.
 */
function countKeys(value: unknown): number {
  if (typeof value === 'number' && !Number.isFinite(value)) throw badBody('JSON with a number out of range');
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const entry of value) count += countKeys(entry);
    return count;
  }
  for (const [key, entry] of Object.entries(value)) {
    if (key === '__proto__' || key === 'constructor') throw badBody(`JSON with the forbidden key ${key}`);
    count += 1 + countKeys(entry);
  }
  return count;
}

function badBody(problem: string, options: { cause?: unknown; position?: number } = {}): ParlanceError {
  const { cause, position = 0 } = options;
  const loc = ['body', position];
  return new InvalidRequest([{ type: 'json_invalid', loc, msg: problem, input: {}, ctx: { error: problem } }], {
    cause,
  });
}

/** Where the parser gave up, as far as it tells; for display only. */
function positionIn(error: unknown, text: string): number {
  const words = error instanceof Error ? error.message : '';
  if (words.startsWith('Unexpected end')) return text.length;
  return Number(/at position (\d{1,9})/.exec(words)?.[1] ?? 0);
}
