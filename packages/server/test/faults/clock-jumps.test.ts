import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { drive, loops } from '../support/drive.ts';
import { answer, refusal, words } from '../support/fake-provider/script.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, nativeEvent } from '../support/oracle.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const JUMPS: readonly (readonly [name: string, by: number])[] = [
  ['an hour forward', HOUR],
  ['an hour back', -HOUR],
  ['ten minutes back', -10 * MINUTE],
];

describe.each(JUMPS)('a clock that is set %s in the middle of an answer', (_name, by) => {
  verifies('fault:F17 turn:8 turn:10 turn:11', 'changes neither order nor text, live or replayed', async () => {
    await using upstream = await startUpstream();
    const { clock, provider, server, client } = upstream;
    const texts = words(60, 17);
    const gates = ['a', 'b', 'c', 'd'];
    const stream = await upstream.open({
      steps: [
        { kind: 'role' },
        ...gates.flatMap((gate, index) => [
          { kind: 'deltas' as const, texts: texts.slice(index * 15, index * 15 + 15), intervalMs: 0 },
          { kind: 'wait' as const, gate },
        ]),
        { kind: 'finish', reason: 'stop' },
        { kind: 'usage', input: 3, output: 60 },
        { kind: 'done' },
      ],
    });
    for (const [index, gate] of gates.entries()) {
      await drive(clock, stream.received(2 + (index + 1) * 15));
      // There and back again, so that times repeat and run backwards.
      clock.jump(clock.now() + (index % 2 === 0 ? by : -by));
      provider.release(gate);
    }
    const { text, terminal, log } = await upstream.finish(stream);
    expect({ text, end: terminal.type }).toEqual({ text: texts.join(''), end: 'turn.completed' });
    expect(log.some((event, index) => event.at < (log[index - 1]?.at ?? 0))).toBe(true);
    const again = await drive(clock, client.follow(turnOf(stream), '', stream.events[20]?.id));
    expect(await drive(clock, again.ended)).toBe(true);
    judgeDelivery([...stream.events.slice(0, 21), ...again.events], log);
    // The next turn of the conversation comes after it, whatever the clock says.
    const conversation = String(log[0]?.type === 'turn.started' ? log[0].conversation : '');
    provider.enqueue(answer(['later']));
    const next = await drive(clock, client.ask(conversation, 'afterwards'));
    await drive(clock, next.ended);
    const { body } = await drive(clock, client.call('GET', `/conversations/${conversation}/messages`));
    expect(JSON.stringify(body)).toMatch(/Question 1.*river.*afterwards.*later/s);
    expect(JSON.stringify(server.log())).not.toContain('append_fenced');
  });

  verifies('fault:F17 turn:15 turn:18', 'moves neither heartbeats nor time limits', async () => {
    await using upstream = await startUpstream({ environment: { FIRST_TOKEN_SECONDS: '3600' } });
    const { clock } = upstream;
    const stream = await upstream.open({ steps: [{ kind: 'role' }, { kind: 'hang' }] });
    await drive(clock, stream.received(1));
    // The stream was looked at by the time before the jump.
    await pass(upstream, 1);
    clock.jump(clock.now() + by);
    const since = clock.now();
    const pings = (): number => stream.text().split(': ping\n\n').length - 1;
    await pass(upstream, 31);
    expect(pings()).toBeGreaterThanOrEqual(2);
    expect(stream.events).toHaveLength(1);
    await pass(upstream, 80);
    expect(stream.events).toHaveLength(1);
    const { terminal } = await upstream.finish(stream, 100);
    expect(terminal).toMatchObject({ type: 'turn.failed', code: 'timeout' });
    // The limit is 120 seconds; some passed before the jump.
    expect(terminal.at - since).toBeGreaterThan(110_000);
    expect(terminal.at - since).toBeLessThanOrEqual(121_000);
  });

  verifies('fault:F17 fault:U02', 'does not change whether a provider is asked again', async () => {
    await using upstream = await startUpstream();
    const { clock, provider } = upstream;
    const gated = refusal(503);
    const stream = await upstream.open(
      { ...gated, steps: [{ kind: 'wait', gate: 'refused' }, ...gated.steps] },
      answer(['Good']),
    );
    await drive(clock, provider.reached('refused'));
    clock.jump(clock.now() + by);
    provider.release('refused');
    const { text, calls } = await upstream.finish(stream);
    expect({ text, calls }).toEqual({ text: 'Good', calls: 2 });
  });
});

verifies('fault:F17 turn:13', 'a token counts by the clock as it is, with at most a minute of leeway', async () => {
  const clock = new ManualClock(Date.now());
  await using provider = await startFakeProvider();
  await using server = await startInProcess({
    clock,
    environment: { JWT_SECRET_KEY: SECRET, OPENAI_BASE_URL: provider.baseUrl },
  });
  const base = Math.floor(clock.now() / 1_000);
  const statusOf = async (token: string): Promise<number> => {
    const { status } = await drive(
      clock,
      nativeClient(server.url, { Authorization: `Bearer ${token}` }).call('GET', '/conversations'),
    );
    return status;
  };
  expect(await statusOf(await tokenFor('ada', { nbf: base + 20 }))).toBe(200);
  expect(await statusOf(await tokenFor('ada', { nbf: base + 61 }))).toBe(401);
  expect(await statusOf(await tokenFor('ada', { exp: base - 61 }))).toBe(401);
  // Issued now and believed; an hour back it is of the future, and may be believed for a moment only.
  const token = await tokenFor('ada', { nbf: base, exp: base + 7_200 });
  expect(await statusOf(token)).toBe(200);
  clock.jump(clock.now() - HOUR);
  clock.advance(MINUTE);
  expect(await statusOf(token)).toBe(401);
  clock.jump(clock.now() + HOUR);
  expect(await statusOf(token)).toBe(200);
  clock.jump(clock.now() + 2 * HOUR);
  expect(await statusOf(token)).toBe(401);
});

verifies('fault:F17 turn:13 fault:C10', 'a live stream ends soon after a jump past the end of its token', async () => {
  const clock = new ManualClock(Date.now());
  await using provider = await startFakeProvider();
  provider.respondWith(() => ({
    steps: [{ kind: 'role' }, { kind: 'delta', text: 'Half' }, { kind: 'wait', gate: 'on' }],
  }));
  await using server = await startInProcess({
    clock,
    environment: { JWT_SECRET_KEY: SECRET, OPENAI_BASE_URL: provider.baseUrl },
  });
  const exp = Math.floor(clock.now() / 1_000) + 1_800;
  const client = nativeClient(server.url, { Authorization: `Bearer ${await tokenFor('ada', { exp })}` });
  const conversation = await drive(clock, client.createConversation());
  const stream = await drive(clock, client.ask(conversation, 'Hello'));
  await drive(clock, stream.received(3));
  clock.jump(clock.now() - HOUR);
  await drive(clock, Promise.resolve());
  expect(stream.events).toHaveLength(3);
  clock.jump(clock.now() + 2 * HOUR);
  const jumpedAt = clock.elapsed();
  expect(await drive(clock, stream.ended, 250)).toBe(false);
  expect(clock.elapsed() - jumpedAt).toBeLessThanOrEqual(61_000);
  provider.release('on');
  const after = nativeClient(server.url, { Authorization: `Bearer ${await tokenFor('ada', { exp: exp + 7_200 })}` });
  const rest = await drive(clock, after.follow(turnOf(stream)));
  expect(await drive(clock, rest.ended)).toBe(true);
  expect(judgeLog(rest.events.map(nativeEvent)).text).toBe('Half');
});

/** Lets seconds pass, and everybody do what is due. */
async function pass({ clock }: Upstream, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1_000);
    await loops(20);
  }
}
