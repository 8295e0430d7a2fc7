import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { Chance } from '../support/chance.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { words } from '../support/fake-provider/script.ts';
import { lookInside, OPEN_TO_LOOKS, openFiles, openStreams, until, type Inside } from '../support/look-inside.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, readWholeLog } from '../support/oracle.ts';
import { openRawReader } from '../support/raw-reader.ts';
import { createServerHome, type ServerHome, type ServerProcess } from '../support/server-process.ts';

/** How many connections are reset; the whole set is 10,000. */
const DISCONNECTS = Number(process.env['HARD_DISCONNECTS'] ?? 2_000);
const AT_ONCE = 100;
const TURNS = 4;
/** What a process may keep after a burst: spare room of the heap, which does not grow with the number of connections. */
const KEPT_MIB = 64;
const SEED = 20_261_121;

interface Baseline extends Inside {
  readonly files: number;
}

async function baselineOf(home: ServerHome, server: ServerProcess): Promise<Baseline> {
  return { ...(await lookInside(home)), files: await openFiles(server) };
}

/** Resets `count` connections, each at a moment of its own: before the answer, at its head, or after some bytes. */
async function disconnect(base: string, paths: readonly string[], count: number, chance: Chance): Promise<void> {
  const client = async (): Promise<void> => {
    for (; count > 0;) {
      count -= 1;
      const reader = await openRawReader(base, chance.pick(paths));
      const bytes = chance.below(4) === 0 ? 0 : chance.below(3_000);
      const gone = new Promise((resolve) => reader.socket.once('close', resolve));
      const cut = (): void => {
        if (reader.received() >= bytes) reader.socket.resetAndDestroy();
      };
      reader.socket.on('data', cut);
      cut();
      await gone;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
}

verifies(
  'fault:C01 readers:disconnects',
  `${DISCONNECTS} connections that are reset at any moment leave no descriptor, no socket, no timer and no memory behind`,
  async () => {
    await using provider = await startFakeProvider();
    provider.onMarker('go on', {
      steps: [
        { kind: 'role' },
        { kind: 'deltas', texts: words(200), intervalMs: 0 },
        { kind: 'wait', gate: 'end' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    await using home = await createServerHome({
      OPENAI_BASE_URL: provider.baseUrl,
      TIMEOUT_SECONDS: '600',
      LOG_LEVEL: 'WARNING',
      ...OPEN_TO_LOOKS,
    });
    const server = await home.start();
    const client = nativeClient(server.url);
    const streams = await Promise.all(
      Array.from({ length: TURNS }, async () => await client.ask(await client.createConversation(), 'go on')),
    );
    await Promise.all(streams.map((stream) => stream.received(200)));
    const paths = streams.map((stream) => `/api/v1/turns/${turnOf(stream)}/events`);
    const chance = new Chance(SEED);
    await disconnect(server.url, paths, 1_000, chance);
    await until(async () => (await openStreams(server.url)) === TURNS);
    const before = await baselineOf(home, server);
    await disconnect(server.url, paths, DISCONNECTS, chance);
    await until(async () => (await openStreams(server.url)) === TURNS);
    await until(async () => (await openFiles(server)) <= before.files);
    const after = await baselineOf(home, server);
    expect(after.sockets).toBeLessThanOrEqual(before.sockets);
    expect(after.timers).toBeLessThanOrEqual(before.timers);
    // A few KB a connection would show, and heap that is used is exact after a collection.
    expect((after.heapUsed - before.heapUsed) / DISCONNECTS).toBeLessThan(500);
    // The collector gives pages back little by little, some at each look.
    await until(async () => ((await lookInside(home)).rss - before.rss) / 1_048_576 < KEPT_MIB);
    provider.release('end');
    for (const stream of streams) {
      expect(await stream.ended).toBe(true);
      const log = await readWholeLog(server.url, turnOf(stream));
      judgeDelivery(stream.events, log);
      expect(judgeLog(log).text).toBe(words(200).join(''));
    }
  },
  DISCONNECTS > 2_000 ? 300_000 : 30_000,
);
