import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { drive } from '../support/drive.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { words } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf, type NativeClient } from '../support/native-client.ts';
import { SECRET, tokenFor } from './support/tokens.ts';

verifies(
  'http:revocation fault:C10 turn:13',
  'ends the tokens that a user has, and the streams that they opened',
  async () => {
    const startedAt = Date.now();
    const clock = new ManualClock(startedAt);
    await using provider = await startFakeProvider({
      respond: () => ({ steps: [{ kind: 'deltas', texts: words(3), intervalMs: 0 }, { kind: 'hang' }] }),
    });
    await using server = await startInProcess({
      clock,
      environment: { OPENAI_BASE_URL: provider.baseUrl, JWT_SECRET_KEY: SECRET, BETWEEN_TOKENS_SECONDS: '3600' },
      limits: { timeLimitMs: 600_000 },
    });
    const clientOf = async (user: string, issuedAt: number, roles: readonly string[] = []): Promise<NativeClient> => {
      const claims = { iat: Math.floor(issuedAt / 1_000), exp: Math.floor(issuedAt / 1_000) + 3_600, roles };
      return nativeClient(server.url, { authorization: `Bearer ${await tokenFor(user, claims)}` });
    };
    const alice = await clientOf('alice', startedAt);
    const bob = await clientOf('bob', startedAt);
    const admin = await clientOf('root', startedAt, ['admin']);
    const stream = await alice.ask(await alice.createConversation(), 'Hello');
    await stream.received(3);
    clock.advance(2_000);
    expect(await bob.call('POST', '/users/alice/tokens/revoke')).toMatchObject({ status: 403 });
    expect(await alice.call('GET', '/points')).toMatchObject({ status: 200 });
    expect(await admin.call('POST', '/users/alice/tokens/revoke')).toMatchObject({ status: 204 });
    const revokedAt = clock.now();
    expect(await alice.call('GET', '/points')).toMatchObject({ status: 401 });
    expect(await bob.call('GET', '/points')).toMatchObject({ status: 200 });
    expect(await drive(clock, stream.ended, 1_000)).toBe(false);
    expect(clock.now() - revokedAt).toBeLessThanOrEqual(60_000);
    clock.advance(1_000);
    const again = await clientOf('alice', clock.now());
    const rest = await again.follow(turnOf(stream), '', stream.lastId());
    expect(rest.status).toBe(200);
    rest.cut();
  },
);
