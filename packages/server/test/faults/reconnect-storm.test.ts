import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { Chance } from '../support/chance.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { words } from '../support/fake-provider/script.ts';
import { openStreams, until } from '../support/look-inside.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeLog, readWholeLog } from '../support/oracle.ts';
import { digest, framesOnly, openRawReader, wholeFrames, type RawReader } from '../support/raw-reader.ts';
import { createServerHome } from '../support/server-process.ts';

/** How many followers reconnect at once; the whole set is 5,000. */
const FOLLOWERS = Number(process.env['RECONNECT_STORM'] ?? 500);
const TURNS = 5;
const SEED = 7;

interface Follower {
  readonly path: string;
  readonly reader: RawReader;
  /** The bytes after which this one is cut. */
  readonly bytes: number;
}

verifies(
  'fault:C04 turn:10 turn:13',
  `${FOLLOWERS} followers that are cut at once come back with their tokens and cursors, and none loses or repeats anything`,
  async () => {
    await using provider = await startFakeProvider();
    const [first, second] = [words(150, 1), words(150, 2)];
    provider.onMarker('storm', {
      steps: [
        { kind: 'role' },
        { kind: 'deltas', texts: first, intervalMs: 0 },
        { kind: 'wait', gate: 'back' },
        { kind: 'deltas', texts: second, intervalMs: 0 },
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    const environment = { JWT_SECRET_KEY: SECRET, AUTH_REQUIRED: 'true', LOG_LEVEL: 'WARNING', TIMEOUT_SECONDS: '600' };
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl, ...environment });
    const server = await home.start();
    const headers = { Authorization: `Bearer ${await tokenFor('alice')}` };
    const client = nativeClient(server.url, headers);
    const asked = await Promise.all(
      Array.from({ length: TURNS }, async () => await client.ask(await client.createConversation(), 'storm')),
    );
    await Promise.all(asked.map((stream) => stream.received(152)));
    const chance = new Chance(SEED);
    const follow = async (path: string, lastId?: string): Promise<RawReader> =>
      await openRawReader(server.url, path, {
        headers: { ...headers, ...(lastId === undefined ? {} : { 'Last-Event-ID': lastId }) },
      });
    const followers: readonly Follower[] = await Promise.all(
      Array.from({ length: FOLLOWERS }, async () => {
        const path = `/api/v1/turns/${turnOf(chance.pick(asked))}/events`;
        return { path, reader: await follow(path), bytes: chance.below(20_000) };
      }),
    );
    await until(async () => followers.every(({ reader, bytes }) => reader.received() >= bytes));
    for (const { reader } of followers) reader.socket.resetAndDestroy();
    // Some had nothing yet, some a part of a frame, some everything so far: each sends what it has whole.
    const kept = followers.map(({ reader, bytes }) => wholeFrames(reader.body().slice(0, bytes)));
    const back = await Promise.all(
      followers.map(({ path }, index) => follow(path, kept[index]?.lastId === '' ? undefined : kept[index]?.lastId)),
    );
    // All are live again while the answer stands still.
    await until(async () => (await openStreams(server.url, headers)) === FOLLOWERS + TURNS);
    provider.release('back');
    const rests = await Promise.all(back.map(({ readOut }) => readOut()));
    const wholes = new Map<string, string>();
    for (const stream of asked) {
      expect(await stream.ended).toBe(true);
      const turn = turnOf(stream);
      expect(judgeLog(await readWholeLog(server.url, turn, headers)).text).toBe([...first, ...second].join(''));
      const path = `/api/v1/turns/${turn}/events`;
      wholes.set(path, digest(framesOnly(await (await follow(path)).readOut())));
    }
    for (const [index, { path }] of followers.entries()) {
      const got = framesOnly(kept[index]?.frames ?? '') + framesOnly(rests[index] ?? '');
      expect(digest(got), `follower ${index}`).toBe(wholes.get(path));
    }
    expect(provider.calls).toHaveLength(TURNS);
  },
  FOLLOWERS > 500 ? 120_000 : 30_000,
);
