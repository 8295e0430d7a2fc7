import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { drive, loops } from '../support/drive.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal } from '../support/fake-provider/script.ts';
import { nativeEvent } from '../support/oracle.ts';
import { KEY, startUpstream, WIRES, WORDS } from '../support/upstream.ts';

const REFUSED = { message: `${WORDS}: ${KEY}` };
const GOOD = answer(['All', ' is', ' well.']);

describe('a provider that cannot be reached', () => {
  const addresses: readonly (readonly [name: string, address: (port: number) => string])[] = [
    ['nobody listens', () => 'http://127.0.0.1:1/v1'],
    ['no such host', () => 'http://provider.invalid/v1'],
    ['no TLS', (port) => `https://127.0.0.1:${port}/v1`],
  ];
  for (const [name, address] of addresses) {
    verifies('fault:U01', `is asked three times, and then the turn fails: ${name}`, async () => {
      await using provider = await startFakeProvider();
      await using upstream = await startUpstream({ environment: { OPENAI_BASE_URL: address(provider.port) } });
      const { terminal, text, turn, usage } = await upstream.ask();
      expect(terminal).toMatchObject({
        type: 'turn.failed',
        code: 'upstream_unavailable',
        retryable: true,
        partial: '',
      });
      expect({ text, usage }).toEqual({ text: '', usage: undefined });
      expect(turn.attempts).toBe(3);
      expect(turn.upstream_calls).toMatchObject(Array(3).fill({ provider: 'openai', outcome: 'upstream_unavailable' }));
    });
  }
});

describe.each(WIRES)('a provider over %s that refuses', (wire) => {
  verifies('fault:U02', 'for a passing reason is asked again, and the reader sees one answer', async () => {
    await using upstream = await startUpstream({ wire });
    for (const status of [429, 529, 500, 503]) {
      const { text, terminal, turn, calls } = await upstream.ask(
        refusal(status, REFUSED),
        refusal(status, REFUSED),
        GOOD,
      );
      expect(text, `after two times ${status}`).toBe('All is well.');
      expect(terminal).toMatchObject({ type: 'turn.completed', finish: 'stop' });
      expect({ calls, attempts: turn.attempts }).toEqual({ calls: 3, attempts: 3 });
      const failed = { outcome: 'upstream_unavailable', status };
      expect(turn.upstream_calls).toMatchObject([failed, failed, { outcome: 'completed', model: 'test-model' }]);
    }
  });

  verifies('fault:U02', 'three times makes the turn fail, for a whole answer with 502', async () => {
    await using upstream = await startUpstream({ wire });
    const refusals = [503, 500, 529].map((status) => refusal(status, REFUSED));
    const { terminal, calls } = await upstream.ask(...refusals, GOOD);
    expect(terminal).toMatchObject({ type: 'turn.failed', code: 'upstream_unavailable', retryable: true });
    expect(calls).toBe(3);
    upstream.provider.respondWith(() => refusal(503, REFUSED));
    const { client, clock } = upstream;
    await upstream.ask();
    const conversation = await drive(clock, client.createConversation());
    const whole = await drive(
      clock,
      client.call('POST', `/conversations/${conversation}/turns`, { message: 'Hello', stream: false }),
    );
    expect(whole.status).toBe(502);
    expect(JSON.stringify(whole.body)).not.toContain('canary');
  });

  verifies('fault:U02', 'and says when to come again, is not asked before', async () => {
    await using upstream = await startUpstream({ wire });
    const { turn, text } = await upstream.ask(refusal(429, { headers: { 'retry-after': '7' } }), GOOD);
    expect(text).toBe('All is well.');
    const [first, second] = turn.upstream_calls.map((call) => Date.parse(String('at' in call ? call.at : '')));
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(7_000);
  });

  verifies('fault:U02', 'and says to come again after the end of the turn, is not waited for', async () => {
    await using upstream = await startUpstream({ wire });
    const { terminal, calls } = await upstream.ask(refusal(429, { headers: { 'retry-after': '1000' } }), GOOD);
    expect(terminal).toMatchObject({ type: 'turn.failed', code: 'upstream_unavailable' });
    expect(calls).toBe(1);
    // The clock runs ahead of the sockets here, so how long it took says nothing; that no wait was begun does.
    const [failed] = upstream.server.log().filter((line) => line['event'] === 'upstream_failed');
    expect(failed).toMatchObject({ retry_in_ms: null });
  });

  verifies('fault:U03', 'our key is asked once; the log has its status, nobody has the key', async () => {
    await using upstream = await startUpstream({ wire });
    for (const status of [401, 403]) {
      const { terminal, turn, calls } = await upstream.ask(refusal(status, REFUSED), GOOD);
      expect(terminal).toMatchObject({ type: 'turn.failed', code: 'upstream_rejected', retryable: false });
      expect(calls).toBe(1);
      expect(turn.upstream_calls).toMatchObject([{ outcome: 'upstream_rejected', status }]);
      const lines = upstream.server.log().filter((line) => line['event'] === 'upstream_failed');
      expect(lines.at(-1)).toMatchObject({ code: 'upstream_rejected', status, retry_in_ms: null });
      // The next question gets what was left over.
      expect((await upstream.ask()).text).toBe('All is well.');
    }
  });

  verifies('fault:U04', 'nothing, but thinks for a minute, is waited for, with heartbeats', async () => {
    await using upstream = await startUpstream({ wire });
    const { provider, clock } = upstream;
    const slow = [{ kind: 'role' as const }, { kind: 'wait' as const, gate: 'thought' }, ...GOOD.steps.slice(1)];
    const stream = await upstream.open({ steps: slow });
    await drive(clock, provider.reached('thought'));
    const pings = (): number => stream.text().split(': ping\n\n').length - 1;
    for (let second = 0; second < 61; second += 1) {
      clock.advance(1_000);
      await loops(20);
    }
    expect(pings()).toBeGreaterThanOrEqual(3);
    expect(stream.events.map((event) => nativeEvent(event).type)).toEqual(['turn.started']);
    provider.release('thought');
    const { text, calls } = await upstream.finish(stream);
    expect({ text, calls }).toEqual({ text: 'All is well.', calls: 1 });
  });
});
