import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@parlance/wire';

/** The key is scoped to owner and operation and hashed, so that what is stored gives nothing away. TURN.md 5. */
export function idempotencyHash(owner: string, operation: string, key: string): string {
  return sha256(JSON.stringify([owner, operation, key]));
}

/** The same for two bodies that differ only in the order of their fields. */
export function bodyFingerprint(body: JsonObject): string {
  return sha256(JSON.stringify(canonical(body)));
}

function canonical(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    return value.map(canonical);
  }
  if (typeof value === 'object' && value !== null) {
    const sorted = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
    return Object.fromEntries(sorted.map(([key, entry]) => [key, canonical(entry)]));
  }
  return value;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
