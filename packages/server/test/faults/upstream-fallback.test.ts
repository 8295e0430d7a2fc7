import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { drive } from '../support/drive.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, type Script } from '../support/fake-provider/script.ts';
import { KEY, startUpstream, type Upstream } from '../support/upstream.ts';

const OTHER_KEY = 'canary.other.key.123456';
const GOOD = answer(['From', ' the', ' other.'], { input: 11 });

/** A server whose first provider speaks OpenAI's wire, and whose fallback is another server with another wire. */
async function startTwo(more: Readonly<Record<string, string>> = {}): Promise<{
  upstream: Upstream;
  other: FakeProvider;
  [Symbol.asyncDispose](): Promise<void>;
}> {
  const other = await startFakeProvider({ respond: () => GOOD });
  const environment = {
    FALLBACK_MODEL: 'anthropic:other-model',
    FALLBACK_BASE_URL: other.baseUrl,
    FALLBACK_API_KEY: OTHER_KEY,
    ...more,
  };
  const upstream = await startUpstream({ environment });
  return {
    upstream,
    other,
    [Symbol.asyncDispose]: async () => {
      await upstream[Symbol.asyncDispose]();
      await other.close();
    },
  };
}

describe('a fallback', () => {
  verifies('upstream:fallback fault:U02', 'answers where the first provider gives nothing, as one stream', async () => {
    await using two = await startTwo();
    const { upstream, other } = two;
    const down = [503, 500, 429].map((status) => refusal(status));
    const { text, terminal, usage, turn, log } = await upstream.ask(...down);
    expect(text).toBe('From the other.');
    expect(terminal).toMatchObject({ type: 'turn.completed', finish: 'stop' });
    expect(log.filter(({ type }) => type === 'part.started')).toHaveLength(1);
    const from = { provider: 'anthropic', model: 'other-model' };
    expect(usage).toMatchObject({ ...from, input: 11, output: 3, estimated: false });
    const refused = { provider: 'openai', model: 'test-model', outcome: 'upstream_unavailable' };
    expect(turn.upstream_calls).toMatchObject([refused, refused, refused, { ...from, outcome: 'completed' }]);
    expect(turn).toMatchObject({ attempts: 4, model: 'test-model', usage: from });
    // To each its own key.
    expect(upstream.provider.calls[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.stringify(other.calls.map(({ headers }) => headers))).not.toContain(KEY);
    expect(other.calls[0]?.headers['x-api-key']).toBe(OTHER_KEY);
    expect(other.calls[0]?.correlationId).toBe(upstream.provider.calls[0]?.correlationId);
  });

  verifies('upstream:fallback', 'is asked at once where the first says to come again after the end', async () => {
    await using two = await startTwo();
    const { text, turn } = await two.upstream.ask(refusal(429, { headers: { 'retry-after': '1000' } }));
    expect(text).toBe('From the other.');
    expect(turn.upstream_calls).toHaveLength(2);
  });

  verifies('upstream:fallback', 'is asked where the first stays silent, its sockets closed', async () => {
    await using two = await startTwo({ FIRST_TOKEN_SECONDS: '10' });
    const { upstream } = two;
    const silent: Script = { steps: [{ kind: 'role' }, { kind: 'hang' }] };
    const { text, turn } = await upstream.ask(silent, silent, silent);
    expect(text).toBe('From the other.');
    expect(turn.upstream_calls.map(({ outcome }) => outcome)).toEqual([
      ...Array<string>(3).fill('upstream_stalled'),
      'completed',
    ]);
    await upstream.provider.connectionsAre(0);
  });

  verifies('upstream:fallback turn:18', 'is not asked any more when the time of the turn is up', async () => {
    await using two = await startTwo();
    const { upstream } = two;
    const { terminal, calls } = await upstream.ask({ steps: [{ kind: 'role' }, { kind: 'hang' }] });
    expect(terminal).toMatchObject({ type: 'turn.failed', code: 'timeout' });
    expect(calls).toBe(1);
    expect(two.other.calls).toHaveLength(0);
    await upstream.provider.connectionsAre(0);
  });

  const never: readonly (readonly [why: string, script: Script, code: string])[] = [
    ['our key is refused', refusal(401), 'upstream_rejected'],
    ['a redirect comes', refusal(302), 'upstream_protocol'],
    [
      'something was said',
      { steps: [{ kind: 'role' }, { kind: 'delta', text: 'Half' }, { kind: 'end' }] },
      'upstream_disconnected',
    ],
    [
      'something was thought',
      { steps: [{ kind: 'role' }, { kind: 'reasoning', text: 'Hm' }, { kind: 'end' }] },
      'upstream_disconnected',
    ],
  ];
  for (const [why, script, code] of never) {
    verifies('upstream:fallback fault:U06', `is not asked where ${why}`, async () => {
      await using two = await startTwo();
      const { terminal, calls } = await two.upstream.ask(script);
      expect(terminal).toMatchObject({ type: 'turn.failed', code });
      expect(calls).toBe(1);
      expect(two.other.calls).toHaveLength(0);
    });
  }

  test('that fails, too, is asked three times', async () => {
    await using two = await startTwo();
    two.other.respondWith(() => refusal(529));
    const { terminal, turn } = await two.upstream.ask(...[503, 503, 503].map((status) => refusal(status)));
    expect(terminal).toMatchObject({ type: 'turn.failed', code: 'upstream_unavailable' });
    expect(two.other.calls).toHaveLength(3);
    expect(turn).toMatchObject({ attempts: 6 });
  });

  verifies('turn:26 turn:27', 'is not asked once the turn is cancelled between two tries', async () => {
    await using two = await startTwo();
    const { upstream } = two;
    const stream = await upstream.open(refusal(429, { headers: { 'retry-after': '60' } }));
    await drive(upstream.clock, upstream.provider.called(0));
    await drive(upstream.clock, stream.received(1));
    await drive(upstream.clock, upstream.client.cancel(String(stream.headers['x-turn-id'])));
    const { terminal, calls } = await upstream.finish(stream);
    expect(terminal).toMatchObject({ type: 'turn.cancelled', partial: '' });
    expect(calls).toBe(1);
    expect(two.other.calls).toHaveLength(0);
  });
});
