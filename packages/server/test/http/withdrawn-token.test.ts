import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { ensureDevelopmentSecret } from '../../src/config/development-secret.ts';
import { drive } from '../support/drive.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { words } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { tokenFor } from './support/tokens.ts';

const MINUTE_MS = 60_000;

verifies(
  'fault:C10 turn:13',
  'a live stream ends within a minute after its token has been withdrawn, and others go on',
  async () => {
    const clock = new ManualClock(Date.now());
    await using provider = await startFakeProvider({
      respond: () => ({ steps: [{ kind: 'deltas', texts: words(3), intervalMs: 0 }, { kind: 'hang' }] }),
    });
    await using server = await startInProcess({
      clock,
      environment: { OPENAI_BASE_URL: provider.baseUrl, BETWEEN_TOKENS_SECONDS: '3600' },
      limits: { timeLimitMs: 10 * MINUTE_MS },
    });
    const path = join(server.folder, 'dev-secret');
    const headers = { authorization: `Bearer ${await tokenFor('alice', {}, ensureDevelopmentSecret(path))}` };
    const alice = nativeClient(server.url, headers);
    const stream = await alice.ask(await alice.createConversation(), 'Hello');
    const anonymous = nativeClient(server.url);
    const other = await anonymous.ask(await anonymous.createConversation(), 'Hello');
    await Promise.all([stream.received(3), other.received(3)]);
    // Nothing is taken from a token that is good.
    await drive(clock, minutesOf(clock, 2), 500);
    expect((await alice.follow(turnOf(stream), '', stream.lastId())).status).toBe(200);
    await rm(path);
    const withdrawnAt = clock.now();
    expect(await drive(clock, stream.ended, 1_000)).toBe(false);
    expect(clock.now() - withdrawnAt).toBeLessThanOrEqual(MINUTE_MS);
    expect((await alice.follow(turnOf(stream), '', stream.lastId())).status).toBe(401);
    await drive(clock, minutesOf(clock, 2), 500);
    expect((await anonymous.call('GET', `/turns/${turnOf(other)}`)).body).toMatchObject({ status: 'running' });
    expect(server.log().filter(({ turn, status }) => turn === turnOf(other) && status !== undefined)).toEqual([]);
    other.cut();
  },
);

/** Resolves once the clock has been moved by so many minutes. */
function minutesOf(clock: ManualClock, minutes: number): Promise<void> {
  return new Promise((resolve) => clock.after(minutes * MINUTE_MS, resolve));
}
