import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { findProgram } from '../../../../scripts/programs.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { tokenFor } from '../http/support/tokens.ts';
import { STRONG_SECRET } from '../security/support/issuer.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { judgeLog, readWholeLog } from '../support/oracle.ts';
import { wordByWord } from '../support/word-by-word.ts';
import type { CurlStream } from './curl.ts';
import { replaceIn, SHIPPED, type ShippedKind, type ShippedProxy } from './shipped-proxies.ts';

/** Seconds of silence that a stream has to survive; the limits stand in the shipped proportion to it. */
const SILENCE_SECONDS = Number(process.env['SILENCE_SECONDS'] ?? '6');
const SILENCE_MS = SILENCE_SECONDS * 1_000;
const IDLE_LIMIT_MS = Math.round((SILENCE_MS * 60) / 90);
const HEARTBEAT_MS = Math.round((SILENCE_MS * 15) / 90);
/** As the files have it: where silence is not the matter, a machine that is busy must not be taken for a dead server. */
const SHIPPED_IDLE_LIMIT_MS = 60_000;
const WORDS = 4;
const LIMIT_MS = 90_000 + 3 * SILENCE_MS;
/** Whom a test asks: each has one conversation, in which a second answer would wait for the first. */
const MEMBERS = { nginx: { talker: 'maya', silent: 'omar' }, caddy: { talker: 'elena', silent: 'jonas' } };
const SHIPPED_ENVIRONMENT = parseEnv(
  readFileSync(join(import.meta.dirname, '../../../../deploy/parlance.env'), 'utf8'),
);

/** A proxy with the shipped limit, and two streams through others, silent at the same time, with the limit of this run. */
interface Setup {
  readonly proxy: ShippedProxy;
  readonly silent: CurlStream;
  readonly since: number;
  /** Of a server that begins a stream and says nothing. */
  readonly unheard: CurlStream;
}

const setups = new Map<ShippedKind, Setup>();
const closing = new AsyncDisposableStack();
let provider: FakeProvider;
let server: InProcess;
let token: string;

beforeAll(async () => {
  provider = closing.use(await startFakeProvider());
  token = await tokenFor('alice', {}, STRONG_SECRET);
  server = closing.use(await startInProcess({ environment: shippedEnvironment() }));
  const mute = await startMute();
  await Promise.all(SHIPPED.map((kind) => setUp(kind, mute)));
}, LIMIT_MS);
afterAll(() => closing.disposeAsync());

/** A server that is alive and begins streams, and then says nothing. */
async function startMute(): Promise<string> {
  const mute = createServer((request, response) => {
    if (request.url === '/livez') return response.end('{"status":"live"}');
    return response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 1500\n\n');
  }).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  closing.defer(() => {
    mute.closeAllConnections();
    mute.close();
  });
  // A TCP server's address is an object; only pipes have strings.
  return `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
}

/** Where the program is missing there is nothing to set up, and its tests say so. */
async function setUp(kind: ShippedKind, mute: string): Promise<void> {
  const path = findProgram(kind.program);
  if (path === null) return;
  const start = async (url: string, idleLimitMs: number): Promise<ShippedProxy> =>
    closing.use(await kind.start({ path, upstream: new URL(url).host, idleLimitMs }));
  const proxy = await start(server.url, SHIPPED_IDLE_LIMIT_MS);
  const [patient, before] = [await start(server.url, IDLE_LIMIT_MS), await start(mute, IDLE_LIMIT_MS)];
  const name = `${kind.program}, silent`;
  provider.onMarker(name, { steps: wordByWord(name, 1) });
  const member = MEMBERS[kind.program].silent;
  const [silent, unheard] = [ask(patient, member, name), ask(before, member, name)];
  setups.set(kind, { proxy, silent, since: performance.now(), unheard });
}

/** What deploy/parlance.env says, in a test's folder; what the provider takes its time for is not the matter. */
function shippedEnvironment(): Readonly<Record<string, string>> {
  const { PORT: _port, STORE_URL: _store, CONSOLE: _console, ...shipped } = SHIPPED_ENVIRONMENT;
  return {
    ...Object.fromEntries(Object.entries(shipped).map(([name, value]) => [name, value ?? ''])),
    CONSOLE: 'off',
    FIRST_TOKEN_SECONDS: '600',
    JWT_SECRET_KEY: STRONG_SECRET,
    OPENAI_BASE_URL: provider.baseUrl,
    HEARTBEAT_MS: String(HEARTBEAT_MS),
  };
}

function bearer(): readonly string[] {
  return ['-H', `Authorization: Bearer ${token}`];
}

function streamOf(member: string): string {
  return `/api/v1/staff/${member}/messages/stream`;
}

function ask(proxy: ShippedProxy, member: string, content: string): CurlStream {
  return proxy.open(streamOf(member), [...bearer(), '--json', JSON.stringify({ content })]);
}

function said({ events }: CurlStream): string {
  return events.map(({ data }) => /"type":"token","content":"([^"]*)"/.exec(data)?.[1] ?? '').join('');
}

for (const kind of SHIPPED) {
  describeWithProgram(kind.program, `through ${kind.title}`, () => {
    const setup = (): Setup => {
      const found = setups.get(kind);
      if (found === undefined) throw new Error(`${kind.title} was not set up.`);
      return found;
    };

    verifies(
      'deploy:proxies',
      'tokens come one by one, over HTTP/2 and TLS, and a resume has the rest',
      async () => {
        const name = `${kind.program}, one by one`;
        provider.onMarker(name, { steps: wordByWord(name, WORDS) });
        const { talker } = MEMBERS[kind.program];
        const stream = ask(setup().proxy, talker, name);
        const heard = async (from: CurlStream, word: number): Promise<void> => {
          provider.release(`${name} ${word}`);
          // The next word is not said before this one is here: a proxy that collects would never show it.
          await from.sees(() => said(from).endsWith(` word${word}`));
        };
        await heard(stream, 0);
        await heard(stream, 1);
        expect(stream.text()).toMatch(/^HTTP\/2 200/);
        stream.cut();
        await stream.ended;
        const lastId = stream.events.at(-1)?.id ?? '';
        const rest = setup().proxy.open(streamOf(talker), [
          ...bearer(),
          '-X',
          'POST',
          '-H',
          `Last-Event-ID: ${lastId}`,
        ]);
        await heard(rest, 2);
        await heard(rest, 3);
        provider.release(`${name} end`);
        expect(await rest.ended).toBe(0);
        expect(said(stream) + said(rest)).toBe(' word0 word1 word2 word3');
        expect(rest.events.at(-1)?.data).toContain('"type":"done"');
      },
      LIMIT_MS,
    );

    verifies(
      'deploy:closed',
      'nobody comes in without a token, and nobody to the metrics',
      async () => {
        const statusOf = async (url: string, args: readonly string[] = []): Promise<string> => {
          const stream = setup().proxy.open(url, args);
          await stream.ended;
          return /^HTTP\/\S+ (\d+)/.exec(stream.text())?.[1] ?? '';
        };
        expect(await statusOf('/api/v1/conversations')).toBe('401');
        expect(await statusOf('/api/v1/conversations', bearer())).toBe('200');
        expect(await statusOf('/metrics', bearer())).toBe('404');
        expect(await statusOf('/livez')).toBe('200');
        const { status } = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
        expect(status).toBe(200);
      },
      LIMIT_MS,
    );

    test(
      'a stream without heartbeats is cut at the idle limit, so the limit is real',
      async () => {
        await setup().unheard.ended;
        expect(setup().unheard.text()).toMatch(/^HTTP\/2 200/);
        // Caddy ends such a response as if it were whole; what is missing is its last event.
        expect(setup().unheard.events).toEqual([]);
      },
      LIMIT_MS,
    );

    verifies(
      'deploy:silence turn:15',
      'half as much silence again as the idle limit allows does not end a stream',
      async () => {
        const { silent, since } = setup();
        // Heartbeats are all that comes, so it is looked at with each of them.
        await silent.sees(() => performance.now() - since >= SILENCE_MS);
        expect(said(silent)).toBe('');
        provider.release(`${kind.program}, silent 0`);
        provider.release(`${kind.program}, silent end`);
        expect(await silent.ended).toBe(0);
        expect(said(silent)).toBe(' word0');
        const turn = /^x-turn-id: (\S+)/im.exec(silent.text())?.[1] ?? '';
        const log = await readWholeLog(server.url, turn, { authorization: `Bearer ${token}` });
        expect(judgeLog(log).end).toBe('turn.completed');
      },
      LIMIT_MS,
    );
  });
}

test('A shipped file that no longer holds what the tests replace is noticed', () => {
  expect(replaceIn('listen 80; listen 80;', [['80', '81', 2]])).toBe('listen 81; listen 81;');
  expect(() => replaceIn('listen 80;', [['443', '1', 1]])).toThrow('"443" stands there 0 times, not 1.');
});
