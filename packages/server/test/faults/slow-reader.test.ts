import { connect, type Socket } from 'node:net';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, readWholeLog } from '../support/oracle.ts';

const PIECE = 'x'.repeat(4_096);
const PIECES = 4_000;
const READERS = 20;
const ANSWER_MIB = (PIECE.length * PIECES) / 1_048_576;

/** A client that asks and then never reads. */
function stalledReader(base: string, turn: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const socket = connect(Number(port), hostname);
    socket.pause();
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.on('error', () => undefined);
      socket.write(`GET /api/v1/turns/${turn}/events HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`, () =>
        resolve(socket),
      );
    });
  });
}

function turnsOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

verifies(
  'turn:16',
  'readers that do not read cost little, hold up nobody, and are cut off',
  async () => {
    const clock = new ManualClock();
    await using provider = await startFakeProvider();
    const { steps } = answer(Array.from({ length: PIECES }, () => PIECE));
    provider.onMarker('a long one', { steps: [...steps.slice(0, 1), { kind: 'wait', gate: 'go' }, ...steps.slice(1)] });
    await using server = await startInProcess({
      clock,
      environment: { OPENAI_BASE_URL: provider.baseUrl, TIMEOUT_SECONDS: '3600' },
      limits: { timeLimitMs: 3_600_000 },
    });
    const client = nativeClient(server.url);
    const reader = await client.ask(await client.createConversation(), 'a long one');
    const turn = turnOf(reader);
    const stalled = await Promise.all(Array.from({ length: READERS }, () => stalledReader(server.url, turn)));
    global.gc?.();
    const before = process.memoryUsage();
    provider.release('go');
    let over = false;
    void reader.ended.then(() => (over = true));
    while (!over) {
      clock.advance(1);
      await turnsOfTheLoop();
    }
    const after = process.memoryUsage();
    const log = await readWholeLog(server.url, turn);
    judgeDelivery(reader.events, log);
    expect(judgeLog(log).text).toHaveLength(PIECE.length * PIECES);
    // Without a bound each stalled reader would hold the whole answer.
    const grown = (after.external + after.arrayBuffers - before.external - before.arrayBuffers) / 1_048_576;
    expect(grown).toBeLessThan((READERS * ANSWER_MIB) / 4);
    const cut = Promise.all(stalled.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    stalled.forEach((socket) => socket.resume());
    let gone = false;
    void cut.then(() => (gone = true));
    while (!gone) {
      clock.advance(250);
      await turnsOfTheLoop();
    }
    const resumed = await client.follow(turn, '', reader.events[10]?.id);
    expect(await resumed.ended).toBe(true);
  },
  60_000,
);
