import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { mintToken } from '../../src/commands/token.ts';
import { loadConfig } from '../../src/config.ts';
import { VARIABLES } from '../../src/config/variables.ts';
import { startInProcess } from '../support/in-process.ts';
import { createServerHome } from '../support/server-process.ts';
import { STRONG_SECRET } from './support/issuer.ts';

/** Everything that is not certainly this machine alone. */
const REACHABLE = [
  '0.0.0.0', '::', '[::]', '0', '192.168.1.7', '10.0.0.1', '169.254.1.1', '203.0.113.9', '::ffff:127.0.0.1', '128.0.0.1',
  'fe80::1', 'chat.example.com', 'localhost.example.com', '127.0.0.1.example.com', 'mylocalhost', '0x7f000001', '2130706433',
]; // prettier-ignore
const SHORT = 'x'.repeat(31);

verifies('fault:S20', 'a host that others can reach is refused without a secret, and with a short one', () => {
  for (const HOST of REACHABLE) {
    expect(() => loadConfig({ HOST }), HOST).toThrow(/^HOST .*JWT_SECRET_KEY or JWKS_URL, or ALLOW_ANONYMOUS=true/);
    for (const more of [{}, { ALLOW_ANONYMOUS: 'true' }, { JWKS_URL: 'https://issuer.example/keys' }]) {
      const short = { HOST, JWT_SECRET_KEY: SHORT, ...more };
      expect(() => loadConfig(short), HOST).toThrow(/^JWT_SECRET_KEY must have at least 32 bytes .*openssl rand/);
    }
    expect(loadConfig({ HOST, JWT_SECRET_KEY: STRONG_SECRET }).access.allowAnonymous).toBe(false);
  }
});

verifies('fault:S20', 'what is refused never listens and leaves nothing behind, and says why in one line', async () => {
  await using home = await createServerHome();
  for (const [environment, line] of [
    [{ HOST: '0.0.0.0' }, /^HOST "0\.0\.0\.0" .*\.$/],
    [{ HOST: '0.0.0.0', JWT_SECRET_KEY: SHORT }, /^JWT_SECRET_KEY must have at least 32 bytes .*\.$/],
  ] as const) {
    const refusal = await home.start(environment).then(
      () => 'It started.',
      (error: Error) => error.message,
    );
    const [, code, said = ''] = /^The server ended with (\d+): ([^]*)$/.exec(refusal) ?? [];
    expect(code, refusal).toBe('78');
    expect(said).toMatch(line);
    expect(said).not.toContain(SHORT);
  }
  expect(readdirSync(home.folder)).toEqual([]);
});

verifies('fault:S20', 'no secret has a default, and two servers never share one', async () => {
  for (const { name, secret, default: fallback } of Object.values(VARIABLES)) {
    if (secret) expect([name, fallback]).toEqual([name, null]);
  }
  const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'parlance-secret-')));
  const configs = folders.map((folder) => loadConfig({ STORE_URL: `sqlite:${join(folder, 'parlance.db')}` }));
  const [mine = '', other = ''] = await Promise.all(
    configs.map((config) => mintToken(config, { user: 'alice', roles: [], expires: '1h' })),
  );
  const [folder = ''] = folders;
  await using server = await startInProcess({ folder });
  const status = async (token: string) =>
    (await fetch(`${server.url}/api/v1/conversations`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await status(mine), await status(other)]).toEqual([200, 401]);
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

test('on loopback a short secret is allowed, and the log says what it is worth, without it', async () => {
  await using server = await startInProcess({ environment: { JWT_SECRET_KEY: SHORT } });
  const [line] = server.log();
  expect(line).toMatchObject({ level: 'WARNING', event: 'configuration', variable: 'JWT_SECRET_KEY' });
  expect(JSON.stringify(line)).not.toContain(SHORT);
});

test('the log says that everybody is let in where that was asked for, and nothing where all is well', async () => {
  await using open = await startInProcess({ environment: { HOST: '0.0.0.0', ALLOW_ANONYMOUS: 'true' } });
  expect(open.log()[0]).toMatchObject({ level: 'WARNING', event: 'configuration', variable: 'ALLOW_ANONYMOUS' });
  await using closed = await startInProcess({ environment: { HOST: '0.0.0.0', JWT_SECRET_KEY: STRONG_SECRET } });
  await using local = await startInProcess();
  expect([...closed.log(), ...local.log()]).toEqual([]);
});
