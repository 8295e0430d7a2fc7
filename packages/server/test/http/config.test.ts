import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { helpText, loadConfig } from '../../src/config.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { SECRET } from './support/tokens.ts';

describe('The configuration', () => {
  test('needs nothing at all', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({ port: 8_000, host: '127.0.0.1', maxTokens: 2_000, timeoutSeconds: 30 });
    expect(config.access).toEqual({ isLoopback: true, allowAnonymous: true, usesDevelopmentSecret: true });
  });

  const BAD: readonly (readonly [name: string, value: string])[] = [
    ['PORT', 'http'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '8e3'],
    ['HOST', '127.0.0.1:8000'],
    ['HOST', 'http://localhost'],
    ['STORE_URL', 'mysql://localhost/x'],
    ['MODEL', 'gpt-4'],
    ['OPENAI_BASE_URL', 'localhost:11434'],
    ['MAX_TOKENS', '0'],
    ['TIMEOUT_SECONDS', '1.5'],
    ['LOG_LEVEL', 'LOUD'],
    ['JWKS_URL', 'file:///keys.json'],
    ['AUTH_REQUIRED', 'maybe'],
    ['CORS_ORIGINS', 'https://chat.example.com/path'],
    ['CORS_ORIGINS', '*'],
    ['TRUSTED_PROXIES', 'the-proxy'],
    ['HEARTBEAT_MS', '0'],
    ['MAX_LIVE_TURNS', 'many'],
  ];

  verifies('http:config:bad-value', 'refuses a bad value in one line that names the variable', () => {
    for (const [name, value] of BAD) {
      const message = messageOf(() => loadConfig({ [name]: value }));
      expect(message, `${name}=${value}`).toMatch(new RegExp(`^${name} .*\\.$`));
      expect(message).not.toContain('\n');
    }
  });

  verifies('http:config:help', 'explains every variable with its default', () => {
    const help = helpText();
    for (const { name, default: fallback, meaning } of Object.values(VARIABLES)) {
      expect(help).toContain(`  ${name}\n`);
      expect(help).toContain(meaning);
      if (fallback) expect(help).toContain(`Default: ${fallback}\n`);
    }
  });

  test('takes an empty value for an unset one, and trims', () => {
    expect(loadConfig({ OPENAI_API_KEY: '', PORT: ' 9000 ' })).toMatchObject({ openaiApiKey: null, port: 9_000 });
  });

  test('prefers what is exported over the .env file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'parlance-env-'));
    const file = join(folder, '.env');
    writeFileSync(file, '\ufeffPORT=1\nHOST="localhost"\n# comment\n');
    expect(readEnvironment(file, { PORT: '2' })).toEqual({ PORT: '2', HOST: 'localhost' });
    expect(readEnvironment(join(folder, 'missing'), {})).toEqual({});
    rmSync(folder, { recursive: true });
  });

  test('never repeats a secret in a message and keeps it for redaction', () => {
    expect(loadConfig({ OPENAI_API_KEY: 'canary-key' }).secrets).toEqual(['canary-key']);
  });
});

describe('A host that other machines can reach', () => {
  verifies('http:config:host-needs-secret', 'is refused without a secret, unless anonymous use is asked for', () => {
    for (const HOST of ['0.0.0.0', '::', '192.168.1.7', 'chat.example.com']) {
      expect(messageOf(() => loadConfig({ HOST }))).toMatch(/^HOST .*JWT_SECRET_KEY.*ALLOW_ANONYMOUS/);
      const withSecret = loadConfig({ HOST, JWT_SECRET_KEY: SECRET }).access;
      expect(withSecret).toEqual({ isLoopback: false, allowAnonymous: false, usesDevelopmentSecret: false });
      const anonymous = loadConfig({ HOST, ALLOW_ANONYMOUS: 'true' }).access;
      expect(anonymous).toEqual({ isLoopback: false, allowAnonymous: true, usesDevelopmentSecret: false });
    }
  });

  test('does not open by halves', () => {
    const closed = { HOST: '0.0.0.0', JWT_SECRET_KEY: SECRET };
    expect(messageOf(() => loadConfig({ ...closed, AUTH_REQUIRED: 'false' }))).toMatch(/^AUTH_REQUIRED /);
    const both = { ...closed, AUTH_REQUIRED: 'true', ALLOW_ANONYMOUS: 'true' };
    expect(messageOf(() => loadConfig(both))).toMatch(/^ALLOW_ANONYMOUS /);
  });

  test('limits live turns of a user, and loopback does not', () => {
    expect(loadConfig({ HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' }).maxLiveTurns).toBe(20);
    expect(loadConfig({}).maxLiveTurns).toBeNull();
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error('was accepted');
}
