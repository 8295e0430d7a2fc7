import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { drive } from '../support/drive.ts';
import { answer, toolCall, words, type Script, type Step } from '../support/fake-provider/script.ts';
import { nativeEvent } from '../support/oracle.ts';
import { KEY, startUpstream, WIRES, WORDS, type Upstream, type WireName } from '../support/upstream.ts';

const HALF: readonly Step[] = [
  { kind: 'role' },
  { kind: 'delta', text: 'Half an' },
  { kind: 'delta', text: ' answer' },
];

/** How each wire tells of a failure inside a 200. */
const REPORTED: Readonly<Record<WireName, readonly Step[]>> = {
  openai: [
    event({ error: { type: 'server_error', message: `${WORDS} ${KEY}` } }),
    event({ message: WORDS }, 'error'),
    event({ error: WORDS }),
  ],
  responses: [
    event({ type: 'response.failed', response: { error: { code: 'server_error', message: `${WORDS} ${KEY}` } } }),
    event({ type: 'error', code: 'rate_limit_exceeded', message: WORDS }),
  ],
  anthropic: [event({ type: 'error', error: { type: 'overloaded_error', message: `${WORDS} ${KEY}` } }, 'error')],
};

/** Runs a turn up to the gate behind its half answer, then on. */
async function afterHalf(upstream: Upstream, steps: readonly Step[]) {
  const gate = `half ${upstream.provider.calls.length}`;
  const stream = await upstream.open({ steps: [...HALF, { kind: 'wait', gate }, ...steps] });
  // The beginning, the part, and two pieces of it.
  await drive(upstream.clock, stream.received(4));
  upstream.provider.release(gate);
  return upstream.finish(stream);
}

describe.each(WIRES)('a provider over %s that', (wire) => {
  verifies('fault:U05', 'falls silent in mid-answer is given up at the limit, its socket closed', async () => {
    await using upstream = await startUpstream({ wire });
    const { clock, provider } = upstream;
    const stream = await upstream.open({ steps: [...HALF, { kind: 'hang' }] });
    await drive(clock, stream.received(4));
    const since = nativeEvent(lastOf(stream.events)).at;
    const index = provider.calls.length - 1;
    await drive(clock, provider.closedByClient(index), 100);
    const silence = clock.now() - since;
    expect(silence).toBeGreaterThanOrEqual(29_000);
    expect(silence).toBeLessThanOrEqual(31_000);
    const { terminal, text, calls, usage } = await upstream.finish(stream);
    expect(terminal).toMatchObject({ type: 'turn.failed', code: 'upstream_stalled', partial: 'Half an answer' });
    expect({ text, calls }).toEqual({ text: 'Half an answer', calls: 1 });
    expect(usage).toMatchObject({ estimated: true });
    await provider.connectionsAre(0);
  });

  const breaks: readonly (readonly [name: string, step: Step])[] = [
    ['a reset', { kind: 'cut' }],
    ['an end of the connection', { kind: 'fin' }],
    ['an end of the body', { kind: 'end' }],
  ];
  for (const [name, step] of breaks) {
    verifies('fault:U06', `breaks off in mid-answer, with ${name}, is not asked again`, async () => {
      await using upstream = await startUpstream({ wire });
      const { terminal, text, calls, turn } = await afterHalf(upstream, [step]);
      expect(terminal).toMatchObject({ type: 'turn.failed', code: 'upstream_disconnected', retryable: true });
      expect({ text, calls }).toEqual({ text: 'Half an answer', calls: 1 });
      expect(turn.upstream_calls).toMatchObject([{ outcome: 'upstream_disconnected' }]);
      expect(turn).toMatchObject({ status: 'failed', usage: { estimated: true } });
    });
  }

  verifies('fault:U06', 'breaks off before its first token is asked again', async () => {
    await using upstream = await startUpstream({ wire });
    const { text, calls } = await upstream.ask({ steps: [{ kind: 'role' }, { kind: 'end' }] }, answer(['Whole']));
    expect({ text, calls }).toEqual({ text: 'Whole', calls: 2 });
  });

  verifies('fault:U07', 'reports a failure in mid-answer has broken off, and its words stand nowhere', async () => {
    await using upstream = await startUpstream({ wire });
    for (const step of REPORTED[wire]) {
      const { terminal, text, calls } = await afterHalf(upstream, [step, { kind: 'hang' }]);
      expect(terminal).toMatchObject({ type: 'turn.failed', code: 'upstream_disconnected', partial: text });
      expect({ text, calls }).toEqual({ text: 'Half an answer', calls: 1 });
      const failed = upstream.server.log().findLast((line) => line['event'] === 'upstream_failed');
      expect(JSON.stringify(failed)).toMatch(/reported a failure(?: \([a-z_, ]+\))?"/);
      expect(JSON.stringify(upstream.server.log())).not.toContain(WORDS);
      await upstream.provider.connectionsAre(0);
    }
  });

  const endings: readonly (readonly [texts: readonly string[], reason: string, finish: string])[] = [
    [[], 'stop', 'stop'],
    [[], 'content_filter', 'content-filter'],
    [['Half'], 'content_filter', 'content-filter'],
    [['Half'], 'length', 'length'],
  ];
  verifies('fault:U12', 'gives nothing, filters or shortens its answer has completed it', async () => {
    await using upstream = await startUpstream({ wire });
    for (const [texts, reason, finish] of endings) {
      const { terminal, text, calls } = await upstream.ask(answer(texts, { finish: reason }));
      expect(terminal, reason).toMatchObject({ type: 'turn.completed', finish, text: texts.join('') });
      expect({ text, calls }).toEqual({ text: texts.join(''), calls: 1 });
    }
  });

  verifies('fault:U13', 'counts nothing is not billed, and a zero is a count', async () => {
    await using upstream = await startUpstream({ wire });
    const end: readonly Step[] = [{ kind: 'finish', reason: 'stop' }];
    const counted = await upstream.ask({
      steps: [...HALF, ...end, { kind: 'usage', input: 0, output: 0 }, { kind: 'done' }],
    });
    expect(counted.usage).toMatchObject({ input: 0, output: 0, estimated: false, model: 'test-model' });
    expect(counted.turn).toMatchObject({ usage: { input: 0, output: 0, estimated: false } });
  });

  verifies(
    'fault:U15',
    'sends ten thousand tokens at once is read in order, and not faster than it is stored',
    async () => {
      await using upstream = await startUpstream({ wire });
      const texts = words(10_000, 7);
      const { text, terminal, log } = await upstream.ask(answer(texts));
      expect(terminal.type).toBe('turn.completed');
      expect(text).toBe(texts.join(''));
      expect(log.filter(({ type }) => type === 'part.delta')).toHaveLength(10_000);
    },
  );
});

describe('usage that cannot be true', () => {
  const chunk = (usage: unknown): Script => ({
    steps: [
      ...HALF,
      { kind: 'finish', reason: 'stop' },
      event({ object: 'chat.completion.chunk', choices: [], ...(usage === undefined ? {} : { usage }) }),
      { kind: 'chunk', bytes: 'data: [DONE]\n\n' },
    ],
  });
  const wrong: readonly unknown[] = [
    undefined,
    null,
    { prompt_tokens: -1, completion_tokens: 5 },
    { prompt_tokens: 1.5, completion_tokens: 5 },
    { prompt_tokens: '7', completion_tokens: 5 },
    { prompt_tokens: 7 },
    'many',
  ];
  verifies('fault:U13', 'is replaced by our own count, marked as such', async () => {
    await using upstream = await startUpstream();
    for (const usage of wrong) {
      const asked = await upstream.ask(chunk(usage));
      expect(asked.usage, JSON.stringify(usage)).toMatchObject({ estimated: true, output: 3 });
      expect(asked.turn).toMatchObject({ usage: { estimated: true } });
    }
  });

  verifies('fault:U13', 'and changes, counts as it was last', async () => {
    await using upstream = await startUpstream();
    const count = (output: number): Step =>
      event({ choices: [], usage: { prompt_tokens: 7, completion_tokens: output } });
    const steps = [...HALF, count(1), count(9), { kind: 'finish', reason: 'stop' } as const, count(2)];
    const { usage } = await upstream.ask({ steps: [...steps, { kind: 'chunk', bytes: 'data: [DONE]\n\n' }] });
    expect(usage).toMatchObject({ input: 7, output: 2, estimated: false });
  });
});

describe('a model with tools', () => {
  for (const api of ['openai', 'responses'] as const) {
    verifies('fault:U16', `that never stops using them is stopped at the limit, over ${api}`, async () => {
      await using upstream = await startUpstream({
        wire: api,
        environment: { ASSISTANT_RUNTIME: 'agents', MAX_TOOL_STEPS: '3' },
      });
      upstream.provider.respondWith(() => toolCall('current_time', '{"time_zone":null}'));
      const { log, terminal, calls, turn } = await upstream.ask();
      expect(terminal).toMatchObject({ type: 'turn.completed', finish: 'tool-limit', text: '' });
      expect({ calls, attempts: turn.attempts }).toEqual({ calls: 3, attempts: 3 });
      const tools = log.map(({ type }) => type).filter((type) => type.startsWith('tool.'));
      expect(tools.slice(0, 4)).toEqual(['tool.started', 'tool.args', 'tool.ready', 'tool.result']);
    });
  }
});

function lastOf<T>(list: readonly T[]): T {
  const last = list.at(-1);
  if (last === undefined) throw new Error('There is nothing.');
  return last;
}

function event(data: unknown, name?: string): Step {
  return { kind: 'event', data, ...(name === undefined ? {} : { event: name }) };
}
