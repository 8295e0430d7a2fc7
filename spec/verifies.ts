import { test } from 'vitest';

/**
 * Registers a test that proves the requirements `ids` (one id, or several separated by spaces).
 * `coverage.test.ts` reads these calls as text, so `ids` must be a string literal.
 */
export function verifies(ids: string, name: string, body: () => void | Promise<void>, timeoutMs?: number): void {
  test(`${name} [${ids}]`, body, timeoutMs);
}
