import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { Capability } from '../../src/engine/capability.ts';
import { loadAssistants } from '../../src/assistants.ts';
import { LogLines } from '../http/support/log-lines.ts';
import { tokenFor } from '../http/support/tokens.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { startInProcess } from '../support/in-process.ts';
import { createServerHome, type ServerProcess } from '../support/server-process.ts';
import { CANARIES, caughtIn, SHAPED, SHAPELESS } from './support/canaries.ts';
import { allowWriting, ECHOES, forceEchoes, placesOf, say, sendCanaries } from './support/force-errors.ts';

const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR'] as const;
/** What the operator configured: the provider says these back too. */
const KEY = 'canary.configured.key';
const PASSWORD = 'canary.configured.password';
const JWT_SECRET = 'canary.configured.secret.of.many.bytes';
const CONFIGURED = /canary\.configured/;

async function publicTexts({ url }: Pick<ServerProcess, 'url'>): Promise<string> {
  const texts = ['/metrics', '/health', '/readyz', '/', '/docs'].map(async (path) =>
    (await fetch(`${url}${path}`)).text(),
  );
  return (await Promise.all(texts)).join('\n');
}

test('fifty canaries of as many forms are at hand, each found by a piece of its own', () => {
  expect(CANARIES.length).toBeGreaterThanOrEqual(50);
  for (const { name, text } of CANARIES) expect(caughtIn(text)).toEqual([name]);
});

for (const level of LEVELS) {
  verifies(
    'fault:S13',
    `no secret and no text of a message gets out, whatever fails, at LOG_LEVEL=${level}`,
    async () => {
      await using provider = await startFakeProvider();
      await using home = await createServerHome({
        OPENAI_BASE_URL: provider.baseUrl.replace('//', `//user:${PASSWORD}@`),
        OPENAI_API_KEY: KEY,
        JWT_SECRET_KEY: JWT_SECRET,
        LOG_LEVEL: level,
        ENABLE_LOGS: 'true',
      });
      const server = await home.start();
      const bearer = { authorization: `Bearer ${await tokenFor('alice', {}, JWT_SECRET)}` };
      const places = await placesOf(server.url, bearer);
      await sendCanaries(server.url);
      const read = await forceEchoes(server.url, provider, places, bearer);
      allowWriting(server.pid, false);
      for (const place of places) await say(place, server.url, SHAPELESS.map(({ text }) => text).join('\n'), bearer);
      const shown = await publicTexts(server);
      allowWriting(server.pid, true);
      await server.stop();
      const written = server.log() + server.errors();
      expect(caughtIn(written)).toEqual([]);
      expect(written).not.toContain(bearer.authorization.slice(-20));
      expect(caughtIn(read + shown)).toEqual([]);
      expect(`${written}${read}${shown}`).not.toMatch(CONFIGURED);
      // What was to be hidden has happened: each failure has its line, where the level has such lines.
      const events = new Set(
        server
          .log()
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => /"event":"(\w+)"/.exec(line)?.[1]),
      );
      const wanted = { DEBUG: ['request_refused'], INFO: ['request_refused'], WARNING: [], ERROR: [] }[level];
      expect([...events]).toEqual(expect.arrayContaining([...wanted, 'request_failed', 'store_unavailable']));
      if (level !== 'ERROR')
        expect([...events]).toEqual(expect.arrayContaining(['upstream_failed', 'turn_ended', 'validation_error']));
      const refused = server
        .log()
        .split('\n')
        .filter((line) => line.includes('"upstream_failed"'));
      if (level !== 'ERROR') expect(refused.length).toBeGreaterThanOrEqual(ECHOES.length);
    },
  );
}

/** Breaks down in every moment, with the user's words in its last ones. */
function panicking(moment: 'prepare' | 'contribute' | 'answer' | 'settle', fail: (text: string) => never): Capability {
  const name = 'panicking';
  switch (moment) {
    case 'prepare':
      return { name, prepare: async ({ text }) => fail(text) };
    case 'contribute':
      return { name, contribute: async ({ messages }) => fail(JSON.stringify(messages)) };
    case 'answer':
      return {
        name,
        answer: {
          kind: 'observe',
          start:
            ({ messages }) =>
            () =>
              fail(JSON.stringify(messages)),
        },
      };
    case 'settle':
      return { name, settle: async ({ asked }) => fail(JSON.stringify(asked)) };
  }
}

/** Code that is not ours may throw anything. */
function throwAnything(value: unknown): never {
  // eslint-disable-next-line typescript/only-throw-error -- that is what is tried
  throw value;
}

const PANICS: readonly (readonly [name: string, fail: (text: string) => never])[] = [
  ['an error', (text) => throwAnything(new Error(`Cannot read ${text}`, { cause: new TypeError(text) }))],
  [
    'an error with fields',
    (text) => throwAnything(Object.assign(new Error(text), { text, body: { text }, code: text })),
  ],
  ['text', throwAnything],
  ['an object', (text) => throwAnything({ message: text, stack: text })],
  ['what JSON.parse says', (text) => throwAnything(JSON.parse(text.slice(0, 40)))],
  ['errors in an error', (text) => throwAnything(new AggregateError([new Error(text)], text, { cause: { text } }))],
];

/** Lines of which each breakdown has at least one. */
const BREAKDOWNS: ReadonlySet<string> = new Set([
  'request_failed',
  'capability_failed',
  'turn_ended',
  'unexpected_error',
]);
const DIARY = CANARIES.map(({ text }) => text).join('\n');

for (const moment of ['prepare', 'contribute', 'answer', 'settle'] as const) {
  verifies('fault:S13', `a capability that breaks down (${moment}) says nothing of a message above DEBUG`, async () => {
    await using provider = await startFakeProvider();
    for (const [name, fail] of PANICS) {
      const capability = panicking(moment, fail);
      const shipped = loadAssistants();
      const withIt = shipped.list().map((each) => ({ ...each, capabilities: [capability.name] }));
      await using server = await startInProcess({
        // At this level every line is written that any level has.
        environment: { JWT_SECRET_KEY: JWT_SECRET, LOG_LEVEL: 'DEBUG', OPENAI_BASE_URL: provider.baseUrl },
        assistants: { get: (wanted) => withIt.find((each) => each.name === wanted), list: () => withIt },
        capabilities: [capability],
      });
      let read = '';
      const bearer = { authorization: `Bearer ${await tokenFor('alice', {}, JWT_SECRET)}` };
      for (const place of await placesOf(server.url, bearer)) read += await say(place, server.url, DIARY, bearer);
      const lines = server.log();
      const told = lines.filter(({ event }) => BREAKDOWNS.has(String(event)));
      expect(told.length, name).toBeGreaterThanOrEqual(3);
      expect(caughtIn(JSON.stringify(lines), SHAPED), name).toEqual([]);
      const above = lines.filter(({ level }) => level !== 'DEBUG');
      expect(caughtIn(JSON.stringify(above)), name).toEqual([]);
      if (moment === 'prepare') expect(caughtIn(read), name).toEqual([]);
    }
  });
}

test('a planted slip is caught: a line that logs what was sent', () => {
  const lines = new LogLines();
  const log = lines.logger('INFO');
  for (const { text } of CANARIES) log.info('slip', { note: text });
  expect(caughtIn(lines.text)).toEqual(SHAPELESS.map(({ name }) => name));
});
