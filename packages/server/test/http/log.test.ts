import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { LogLines } from './support/log-lines.ts';

const CANARY = 'canary-5f2e91';

describe('A log line', () => {
  verifies('assistant:logs:redacted-by-key', 'never holds what stands under a key that names a secret', () => {
    const keys = [
      'api_key', 'apiKey', 'API-KEY', 'x-api-key', 'openai_api_key', 'Authorization', 'proxy-authorization', 'secret',
      'client_secret', 'JWT_SECRET_KEY', 'password', 'Passwd', 'dbPassword', 'cookie', 'Set-Cookie', 'token',
      'access_token', 'refreshToken', 'private_key', 'credentials', 'aws_secret_access_key',
    ]; // prettier-ignore
    for (const key of keys) {
      const lines = new LogLines();
      const log = lines.logger('DEBUG');
      log.info('root', { [key]: CANARY });
      log.info('nested', { a: { b: [{ c: { [key]: CANARY } }] } });
      log.info('inside', { a: { [key]: { value: CANARY, list: [CANARY] } } });
      log.info('map', { a: new Map([[key, CANARY]]) });
      log.error('cause', { error: new Error('x', { cause: Object.assign(new Error('y'), { [key]: CANARY }) }) });
      expect(lines.text, key).not.toContain(CANARY);
      expect(lines.text.match(/REDACTED/g)?.length, key).toBe(5);
    }
  });

  verifies('assistant:logs:redacted-by-value', 'never holds a value that looks like a key, wherever it stands', () => {
    const values = [
      `sk-proj-${CANARY}`,
      `Bearer ${CANARY}`,
      `bearer   ${CANARY}`,
      `Basic ${CANARY}`,
      `eyJhbGciOiJIUzI1NiJ9.${CANARY}.c2ln`,
      `postgres://user:${CANARY}@db/x`,
      `https://${CANARY}@host/`,
      `https://host/?api_key=${CANARY}&x=1`,
      `{"password":"${CANARY}"}`,
      `ghp_${CANARY}`,
      `xoxb-${CANARY}`,
    ];
    for (const value of values) {
      const lines = new LogLines();
      const log = lines.logger('INFO');
      log.info('text', { note: `before ${value} after`, list: [[value]], [value]: 1 });
      log.error('failed', { error: new Error(value, { cause: new AggregateError([new Error(value)], value) }) });
      log.info(value);
      expect(lines.text, value).not.toContain(CANARY);
      expect(lines.text).toContain('REDACTED');
    }
  });

  test('never holds a configured secret, even one that looks like nothing', () => {
    const lines = new LogLines();
    lines.logger('INFO', [CANARY]).info('x', { note: `the word ${CANARY} in a sentence` });
    expect(lines.records[0]).toMatchObject({ note: 'the word REDACTED in a sentence' });
  });

  test('keeps a line whose keys are secrets themselves, and repeats of a line', () => {
    const lines = new LogLines();
    const log = lines.logger('INFO', ['hidden-secret']);
    const fields = { [`sk-one-${CANARY}`]: 1, [`sk-two-${CANARY}`]: 2, note: 'hidden-secret', id: 'plain' };
    log.info('x', fields);
    log.info('x', fields);
    expect(lines.records).toHaveLength(2);
    expect(lines.text).not.toMatch(/canary|hidden-secret/);
    expect(lines.records[1]).toMatchObject({ note: 'REDACTED', id: 'plain' });
  });

  test('keeps what is no secret', () => {
    const lines = new LogLines();
    const fields = { max_tokens: 2_000, tokens_used: 0, keyboard: 'qwerty', author: 'Ann', path: '/chat', ok: true };
    lines.logger('INFO').info('x', fields);
    expect(lines.records[0]).toMatchObject(fields);
  });

  verifies('fault:A07', 'is one line of JSON whatever is in it', () => {
    const lines = new LogLines();
    const log = lines.logger('INFO');
    const hostile = 'a\r\n{"event":"forged"}\u001b[2J\u009b31m\u2028\u2029\0\u0085\ud800';
    log.info(hostile, { [hostile]: hostile, error: new Error(hostile) });
    expect(lines.records).toHaveLength(1);
    expect(lines.text.trimEnd()).not.toMatch(/[\0-\x1f\x7f-\x9f\u2028\u2029]/);
  });

  test('survives circles, depth, width, getters and odd values', () => {
    const lines = new LogLines();
    const circle: Record<string, unknown> = { big: 2n ** 70n, when: new Date(0), bytes: new Uint8Array(9) };
    circle.self = circle;
    let deep: unknown = 'bottom';
    for (let level = 0; level < 1_000; level += 1) deep = { deep };
    lines.logger('INFO').info('x', { circle, deep, wide: Array.from({ length: 1e5 }, () => 1), none: undefined });
    expect(lines.records).toHaveLength(1);
    expect(lines.text.length).toBeLessThan(2_000);
  });

  test('is not written, nor its fields read, below the level', () => {
    const lines = new LogLines();
    let reads = 0;
    const fields = { nested: { get text() { return String((reads += 1)); } } }; // prettier-ignore
    lines.logger('WARNING').info('x', fields);
    expect([lines.text, reads]).toEqual(['', 0]);
  });

  test('costs linear time for hostile text', () => {
    const lines = new LogLines();
    const log = lines.logger('INFO');
    const before = performance.now();
    for (const piece of ['://', 'eyJ', 'sk-', 'token=', 'bearer ', '-----BEGIN ']) {
      log.info('x', { text: piece.repeat(50_000) });
    }
    expect(performance.now() - before).toBeLessThan(500);
  });
});
