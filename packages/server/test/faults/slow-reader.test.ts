import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, readWholeLog } from '../support/oracle.ts';
import { digest, framesOnly, openRawReader, wholeFrames } from '../support/raw-reader.ts';

const PIECE = 'x'.repeat(4_096);
const PIECES = 2_000;
const READERS = 8;

function turnsOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Lets the time pass after which the server gives the stalled readers up; they do not read meanwhile. */
async function cutOff(clock: ManualClock, log: InProcess['log']): Promise<void> {
  const cut = (): number => log().filter(({ status }) => status === 'disconnected').length;
  while (cut() < READERS) {
    clock.advance(250);
    await turnsOfTheLoop();
  }
}

verifies(
  'turn:16 fault:C03',
  'readers that do not read hold up nobody, are cut off, and go on byte for byte',
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
    const path = `/api/v1/turns/${turn}/events`;
    const stalled = await Promise.all(
      Array.from({ length: READERS }, () => openRawReader(server.url, path, { stalled: true })),
    );
    provider.release('go');
    let over = false;
    void reader.ended.then(() => (over = true));
    while (!over) {
      clock.advance(1);
      await turnsOfTheLoop();
    }
    const log = await readWholeLog(server.url, turn);
    judgeDelivery(reader.events, log);
    expect(judgeLog(log).text).toHaveLength(PIECE.length * PIECES);
    await cutOff(clock, server.log);
    const whole = framesOnly(await (await openRawReader(server.url, path)).readOut());
    for (const { readOut } of stalled) {
      // It wakes up, reads what the systems still hold for it, and finds the connection gone.
      const { frames, lastId } = wholeFrames(await readOut());
      const rest = await (await openRawReader(server.url, path, { headers: { 'Last-Event-ID': lastId } })).readOut();
      const both = framesOnly(frames) + framesOnly(rest);
      expect([frames.length < whole.length, digest(both)]).toEqual([true, digest(whole)]);
    }
  },
);
