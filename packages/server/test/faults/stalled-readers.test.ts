import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { lookInside, OPEN_TO_LOOKS, openStreams, until } from '../support/look-inside.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { digest, framesOnly, openRawReader, wholeFrames, type RawReader } from '../support/raw-reader.ts';
import { createServerHome } from '../support/server-process.ts';

/** FAULTS.md C03 speaks of 1,000; they take a while. */
const STALLED = Number(process.env['STALLED_READERS'] ?? 200);
/** The suite's own number runs beside others; a longer run is alone on its machine, and watches more. */
const IS_LONG = STALLED > 200;
/** For 200; more may take 256 KB each. */
const MOST_MIB = Math.max(64, STALLED / 4);
const PIECE = 'x'.repeat(4_096);
const PIECES = 1_250;
const MIB = 1_048_576;

interface Outcome {
  /** The most memory that the process ever had, garbage and what V8 keeps room for among it, MiB. */
  readonly peak: number;
  /** What was alive while everybody was stalled, MiB: heap and buffers, right after a full collection. */
  readonly held: number;
}

/** One long answer for three who read it and `stalled` who do not. */
async function answerBeside(stalled: number): Promise<Outcome> {
  await using provider = await startFakeProvider();
  const texts = Array.from({ length: PIECES }, () => PIECE);
  provider.onMarker('a long one', {
    steps: [
      { kind: 'role' },
      { kind: 'wait', gate: 'go' },
      { kind: 'deltas', texts, intervalMs: 0 },
      { kind: 'wait', gate: 'end' },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  });
  await using home = await createServerHome({
    OPENAI_BASE_URL: provider.baseUrl,
    TIMEOUT_SECONDS: '600',
    READER_STALL_SECONDS: '600',
    ...OPEN_TO_LOOKS,
  });
  const server = await home.start();
  const client = nativeClient(server.url);
  const turn = turnOf(await client.ask(await client.createConversation(), 'a long one'));
  const path = `/api/v1/turns/${turn}/events`;
  const open = async (count: number, isStalled: boolean): Promise<readonly RawReader[]> =>
    await Promise.all(Array.from({ length: count }, () => openRawReader(server.url, path, { stalled: isStalled })));
  // Three quarters follow from the beginning, the others come when most of the answer is in the log.
  const late = Math.floor(stalled / 4);
  const early = await open(stalled - late, true);
  const readers = await open(2, false);
  await until(async () => (await openStreams(server.url)) === 3 + early.length);
  provider.release('go');
  await until(async () => readers.every(({ received }) => received() > PIECE.length * PIECES));
  const sleepers = [...early, ...(await open(late, true))];
  await until(async () => (await openStreams(server.url)) === 3 + stalled);
  // Those who came late are served as far as they take it before the next request is.
  const { heapUsed, external } = await lookInside(home);
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1_024;
  expect(await openStreams(server.url)).toBe(3 + stalled);
  provider.release('end');
  const [whole = '', other] = (await Promise.all(readers.map(({ readOut }) => readOut()))).map(framesOnly);
  expect(other).toBe(whole);
  expect(wholeFrames(whole).frames).toBe(whole);
  for (const sleeper of [...sleepers.slice(0, 3), ...sleepers.slice(-3)])
    await expectResume(server.url, path, sleeper, whole);
  for (const { socket } of sleepers) socket.destroy();
  await until(async () => (await openStreams(server.url)) === 0);
  expect(await server.stop()).toBe(0);
  return { peak, held: (heapUsed + external) / MIB };
}

/** It wakes up, finds itself cut, and goes on with the id of its last whole frame. */
async function expectResume(base: string, path: string, sleeper: RawReader, whole: string): Promise<void> {
  await new Promise<void>((resolve) => {
    sleeper.socket.once('data', () => resolve());
    sleeper.socket.resume();
  });
  sleeper.socket.resetAndDestroy();
  const { frames, lastId } = wholeFrames(sleeper.body());
  const rest = await (await openRawReader(base, path, { headers: { 'Last-Event-ID': lastId } })).readOut();
  const all = framesOnly(frames) + framesOnly(rest);
  expect(frames.length).toBeLessThan(all.length);
  expect(digest(all)).toBe(digest(whole));
}

verifies(
  'fault:C03 turn:16',
  `${STALLED} readers that do not read one long answer cost at most ${MOST_MIB} MB, hold up nobody, and can resume`,
  async () => {
    const without = await answerBeside(0);
    const beside = await answerBeside(STALLED);
    expect(beside.held - without.held).toBeLessThanOrEqual(MOST_MIB);
    // On a busy machine V8 collects late, so the peak of a run beside others says nothing of what readers cost.
    if (IS_LONG) expect(beside.peak - without.peak).toBeLessThanOrEqual(MOST_MIB);
  },
  IS_LONG ? 600_000 : undefined,
);
