import type { FastifyRequest } from 'fastify';
import { ParlanceError } from '../engine/errors.ts';

const MAX_LENGTH = 255;

/** The request's `Idempotency-Key`, if it has one: 1–255 printable ASCII characters. Source: TURN.md 5. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && key.length <= MAX_LENGTH && /^[\x21-\x7e]+$/.test(key)) return key;
  throw new ParlanceError('validation', `Must be 1 to ${MAX_LENGTH} printable characters without spaces`, {
    field: 'header.Idempotency-Key',
  });
}
