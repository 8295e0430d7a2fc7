import { getEventListeners } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { createOpenAiModel } from '../../src/adapters/model/openai/openai-model.ts';
import { answer, refusal, type Step } from '../support/fake-provider/script.ts';
import { failure, rejection, requestFor } from './model-contract.ts';
import { RecordingSink } from './model-sink.ts';
import { body, content, FINISH, SECRET, startAsking } from './openai-asking.ts';

const LIMITS = { connectMs: 1_000, firstTokenMs: 5_000, betweenTokensMs: 2_000 };

describe('the openai model, refused by its provider,', () => {
  const refusals: readonly (readonly [status: number, code: string])[] = [
    [429, 'upstream_unavailable'],
    [500, 'upstream_unavailable'],
    [502, 'upstream_unavailable'],
    [503, 'upstream_unavailable'],
    [529, 'upstream_unavailable'],
    [400, 'upstream_rejected'],
    [401, 'upstream_rejected'],
    [403, 'upstream_rejected'],
    [404, 'upstream_rejected'],
    [422, 'upstream_rejected'],
    [204, 'upstream_protocol'],
    [301, 'upstream_protocol'],
    [307, 'upstream_protocol'],
  ];
  for (const [status, code] of refusals) {
    verifies('model:status', `says ${code} at ${status}, and asks once`, async () => {
      await using asking = await startAsking();
      const headers = { location: 'http://169.254.169.254/latest/meta-data/' };
      const { error } = await asking.ask(refusal(status, { headers }));
      expect(error).toMatchObject({ code, status });
      expect(asking.provider.calls).toHaveLength(1);
    });
  }

  verifies('model:status', 'passes on after how many seconds a repeat makes sense', async () => {
    await using asking = await startAsking();
    const inAMinute = new Date(asking.clock.now() + 60_000).toUTCString();
    const past = new Date(asking.clock.now() - 60_000).toUTCString();
    const said: readonly (readonly [headers: Record<string, string>, seconds: number | undefined])[] = [
      [{ 'retry-after': '7' }, 7],
      [{ 'retry-after': inAMinute }, 60],
      [{ 'retry-after': past }, 0],
      [{ 'retry-after-ms': '1500', 'retry-after': '2' }, 1.5],
      [{ 'retry-after': 'soon' }, undefined],
      [{ 'retry-after': '-3' }, undefined],
      [{}, undefined],
    ];
    for (const [headers, seconds] of said) {
      expect((await asking.ask(refusal(429, { headers }))).error?.retryAfter).toBe(seconds);
    }
  });

  verifies('model:status', 'reads no more than 64 KB of an endless refusal', async () => {
    await using asking = await startAsking();
    const steps = Array.from({ length: 1_000 }, (): Step => ({ kind: 'chunk', bytes: Buffer.alloc(65_536, 'x') }));
    const { error } = await asking.ask({ status: 500, steps });
    expect(error?.code).toBe('upstream_unavailable');
    expect(error?.message.length).toBeLessThan(1_000);
    await asking.provider.closedByClient(0);
  });

  verifies('model:status', 'gives up on a refusal whose body does not come', async () => {
    await using asking = await startAsking();
    const asked = asking.ask({ status: 503, steps: [{ kind: 'headers' }, { kind: 'wait', gate: 'body' }] });
    await asking.provider.reached('body');
    await eventually(asking.clock, asked, 1_000);
    expect((await asked).error).toMatchObject({ code: 'upstream_unavailable', status: 503 });
  });

  test('asks again without stream_options where these are refused, and remembers it', async () => {
    await using asking = await startAsking();
    asking.provider.enqueue(refusal(400, { message: 'Unrecognized request argument: stream_options' }));
    expect(await asking.ask(answer(['hi']))).toMatchObject({ texts: ['hi'], finish: 'stop' });
    expect(await asking.ask(answer(['hi']))).toMatchObject({ texts: ['hi'], finish: 'stop' });
    const asked = asking.provider.calls.map((call) => JSON.stringify(call.body).includes('stream_options'));
    expect(asked).toEqual([true, false, false]);
  });

  verifies('model:secrets', 'never repeats a key in an error, wherever the provider writes it', async () => {
    await using asking = await startAsking();
    const quoted = `Incorrect API key provided: ${SECRET}. Authorization: Bearer ${SECRET}; or sk-other-abcdef`;
    const failures = [
      await asking.ask(refusal(401, { message: quoted })),
      await asking.ask({ headers: { 'content-type': `text/${SECRET}` }, steps: [{ kind: 'chunk', bytes: 'x' }] }),
      await asking.ask(body(`data: {"error":{"message":"${quoted}"}}\n\n`)),
      await asking.ask(body(`event: error\ndata: ${quoted}\n\n`)),
    ];
    for (const { error } of failures) {
      const everything = `${error?.message} ${error?.stack} ${JSON.stringify(error)} ${String(error?.cause)}`;
      expect(everything).not.toContain('canary');
      expect(everything).not.toContain('sk-other');
    }
  });
});

describe('the openai model, with a connection that fails,', () => {
  verifies(
    'model:unreachable',
    'says that the provider is unavailable: nobody listens, no such host, no TLS',
    async () => {
      await using asking = await startAsking();
      const { port } = asking.provider;
      for (const baseUrl of ['http://127.0.0.1:1/v1', 'http://provider.invalid/v1', `https://127.0.0.1:${port}/v1`]) {
        const model = createOpenAiModel({ baseUrl, apiKey: SECRET, clock: asking.clock });
        expect((await rejection(model, requestFor('hello'))).code, baseUrl).toBe('upstream_unavailable');
      }
    },
  );

  verifies('model:unreachable', 'says so when the connection breaks before any answer, and asks once', async () => {
    await using asking = await startAsking();
    expect((await asking.ask({ steps: [{ kind: 'cut' }] })).error?.code).toBe('upstream_unavailable');
    expect(asking.provider.calls).toHaveLength(1);
  });

  verifies(
    'model:stale-connection',
    'asks again, once and on a new connection, when an idle one was dead',
    async () => {
      await using asking = await startAsking();
      await asking.ask(answer(['first']));
      asking.provider.enqueue({ steps: [{ kind: 'cut' }] });
      expect(await asking.ask(answer(['second']))).toMatchObject({ texts: ['second'], finish: 'stop' });
      expect(asking.provider.calls).toHaveLength(3);
      expect(asking.provider.connectionsSoFar()).toBe(2);
    },
  );

  verifies('model:on-record', 'puts a repeated question on record before it is made', async () => {
    await using asking = await startAsking();
    await asking.ask(answer(['first']));
    asking.provider.enqueue({ steps: [{ kind: 'cut' }] }, refusal(400, { message: 'stream_options: unknown' }));
    const seen: number[] = [];
    const beforeFurtherRequest = (): Promise<void> => {
      seen.push(asking.provider.calls.length);
      return Promise.resolve();
    };
    const sink = new RecordingSink();
    const request = requestFor('hello', { beforeFurtherRequest });
    expect(await asking.model.stream(request, sink, new AbortController().signal)).toEqual({ finish: 'stop' });
    expect(seen).toEqual([2, 3]);
    expect(asking.provider.calls).toHaveLength(4);
  });

  verifies('model:on-record model:abort', 'does not repeat a question that may not be put on record', async () => {
    await using asking = await startAsking();
    await asking.ask(answer(['first']));
    asking.provider.enqueue({ steps: [{ kind: 'cut' }] });
    const request = requestFor('hello', { beforeFurtherRequest: () => Promise.reject(new Error('fenced')) });
    expect(await failure(asking.model, request, new RecordingSink())).toMatch(/^upstream_/);
    expect(asking.provider.calls).toHaveLength(2);
  });

  verifies('model:stale-connection', 'does not ask a third time', async () => {
    await using asking = await startAsking();
    await asking.ask(answer(['first']));
    asking.provider.enqueue({ steps: [{ kind: 'cut' }] });
    expect((await asking.ask({ steps: [{ kind: 'cut' }] })).error?.code).toBe('upstream_unavailable');
    expect(asking.provider.calls).toHaveLength(3);
  });

  test('uses one connection for many answers', async () => {
    await using asking = await startAsking();
    for (let call = 0; call < 20; call += 1) await asking.ask(answer(['hi']));
    expect(asking.provider.connectionsSoFar()).toBe(1);
  });

  test('closes the connection of a provider that goes on after [DONE]', async () => {
    await using asking = await startAsking();
    const endless = Array.from({ length: 100 }, (): Step => ({ kind: 'chunk', bytes: Buffer.alloc(65_536, ':') }));
    const asked = await asking.ask({ steps: [...answer(['hi']).steps, ...endless, { kind: 'hang' }] });
    expect(asked.finish).toBe('stop');
    await asking.provider.closedByClient(0);
  });

  const breaks: readonly (readonly [name: string, steps: readonly Step[]])[] = [
    ['a reset', [{ kind: 'cut' }]],
    ['an end of the connection', [{ kind: 'fin' }]],
    ['a clean end of the body', [{ kind: 'end' }]],
    ['[DONE] without a finish reason', [{ kind: 'done' }]],
    ['half an event', [{ kind: 'chunk', bytes: 'data: {"choices":[{"ind' }, { kind: 'end' }]],
    ['a failure in an error object', [{ kind: 'event', data: { error: { type: 'server_error', message: 'no' } } }]],
    ['a failure in an error event', [{ kind: 'event', event: 'error', data: { message: 'no' } }]],
    ['a failure in an error as text', [{ kind: 'event', data: { error: 'overloaded' } }]],
    ['a failure in the shape of vLLM', [{ kind: 'event', data: { object: 'error', message: 'no' } }]],
  ];
  for (const [name, steps] of breaks) {
    verifies('model:true-end', `tells ${name} in mid-answer from a complete one, and keeps what came`, async () => {
      await using asking = await startAsking();
      const sink = new RecordingSink();
      asking.provider.enqueue({
        steps: [{ kind: 'chunk', bytes: content('half an ans') }, { kind: 'wait', gate: 'read' }, ...steps],
      });
      const failed = failure(asking.model, requestFor('hello'), sink);
      await sink.holds(1);
      asking.provider.release('read');
      expect(await failed).toBe('upstream_disconnected');
      expect(sink.texts).toEqual(['half an ans']);
    });
  }

  verifies('model:true-end', 'names the reported failure for the log', async () => {
    await using asking = await startAsking();
    const { error } = await asking.ask(body('data: {"error":{"type":"server_error","code":"boom"}}\n\n'));
    expect(error?.message).toContain('server_error');
    expect(error?.message).not.toContain('boom');
  });

  verifies('model:true-end', 'takes a finish reason and then a break for no complete answer', async () => {
    await using asking = await startAsking();
    const sink = new RecordingSink();
    asking.provider.enqueue({
      steps: [{ kind: 'chunk', bytes: content('hi') + FINISH }, { kind: 'wait', gate: 'read' }, { kind: 'cut' }],
    });
    const failed = failure(asking.model, requestFor('hello'), sink);
    await sink.holds(1);
    asking.provider.release('read');
    expect(await failed).toBe('upstream_disconnected');
  });
});

describe('the openai model, out of time or no longer wanted,', () => {
  const silences: readonly (readonly [name: string, steps: readonly Step[], limitMs: number])[] = [
    ['before the headers', [], LIMITS.firstTokenMs],
    ['before the first token', [{ kind: 'role' }, { kind: 'chunk', bytes: ': waiting\n\n' }], LIMITS.firstTokenMs],
    [
      'between two tokens',
      [
        { kind: 'delta', text: 'hi' },
        { kind: 'chunk', bytes: ': ping\n\n' },
      ],
      LIMITS.betweenTokensMs,
    ],
  ];
  for (const [name, steps, limitMs] of silences) {
    verifies('model:stall', `says that the provider stalled ${name}, and closes the connection`, async () => {
      await using asking = await startAsking({ timeLimits: LIMITS });
      asking.provider.enqueue({ steps: [...steps, { kind: 'wait', gate: 'silence' }] });
      const sink = new RecordingSink();
      let failed: string | undefined;
      const failing = failure(asking.model, requestFor('hello'), sink).then((code) => (failed = code));
      await asking.provider.reached('silence');
      if (steps.some(({ kind }) => kind === 'delta')) await sink.holds(1);
      asking.clock.advance(limitMs - 300);
      await asking.provider.connectionsAre(1);
      expect(failed).toBeUndefined();
      asking.clock.advance(1_000);
      expect(await failing).toBe('upstream_stalled');
      await asking.provider.closedByClient(0);
      expect(asking.clock.pending).toBe(0);
    });
  }

  verifies('model:stall', 'counts from the last token, not from the first', async () => {
    await using asking = await startAsking({ timeLimits: LIMITS });
    const texts = Array.from({ length: 10 }, (_, index) => `${index} `);
    const steps = texts.flatMap((text): readonly Step[] => [
      { kind: 'wait', gate: text },
      { kind: 'delta', text },
    ]);
    asking.provider.enqueue({ steps: [...steps, { kind: 'finish', reason: 'stop' }] });
    const sink = new RecordingSink();
    const outcome = asking.model.stream(requestFor('hello'), sink, new AbortController().signal);
    for (const [index, text] of texts.entries()) {
      await asking.provider.reached(text);
      asking.clock.advance(LIMITS.betweenTokensMs - 300);
      asking.provider.release(text);
      await sink.holds(index + 1);
    }
    expect(await outcome).toEqual({ finish: 'stop' });
    expect(asking.clock.pending).toBe(0);
  });

  verifies('model:stall', 'does not count the time in which the sink is full', async () => {
    await using asking = await startAsking({ timeLimits: LIMITS });
    asking.provider.enqueue(answer(['one', 'two']));
    const sink = new RecordingSink();
    sink.fill();
    const outcome = asking.model.stream(requestFor('hello'), sink, new AbortController().signal);
    await sink.holds(1);
    // The rest of the read reaches the sink before the pause; only a full turn of the loop proves the pause.
    await new Promise((resolve) => setImmediate(resolve));
    asking.clock.advance(600_000);
    sink.drain();
    expect(await outcome).toEqual({ finish: 'stop' });
  });

  verifies('model:unreachable', 'gives up on a connection that is not made in time', async () => {
    const silent = await startSilentServer();
    const clock = new ManualClock();
    const model = createOpenAiModel({ baseUrl: `https://127.0.0.1:${silent.port}/v1`, clock, timeLimits: LIMITS });
    const failed = rejection(model, requestFor('hello'));
    await silent.connected;
    clock.advance(LIMITS.connectMs);
    expect((await failed).code).toBe('upstream_unavailable');
    await silent.left;
    silent.server.close();
  });

  const moments: readonly (readonly [name: string, steps: readonly Step[]])[] = [
    ['before the headers', []],
    ['in the middle of the headers', [{ kind: 'raw', bytes: 'HTTP/1.1 200 OK\r\nContent-Ty' }]],
    ['after the headers', [{ kind: 'headers' }]],
    ['in the middle of an event', [{ kind: 'chunk', bytes: 'data: {"choi' }]],
    ['in the body of a refusal', [{ kind: 'chunk', bytes: content('hi') }]],
  ];
  for (const [name, steps] of moments) {
    verifies('model:abort', `closes the socket at once ${name}`, async () => {
      await using asking = await startAsking();
      const status = name.includes('refusal') ? 500 : 200;
      asking.provider.enqueue({ status, steps: [...steps, { kind: 'wait', gate: 'now' }] });
      const stop = new AbortController();
      const failed = failure(asking.model, requestFor('hello'), new RecordingSink(), stop.signal);
      await asking.provider.reached('now');
      stop.abort();
      expect(await failed).toBe('aborted');
      await asking.provider.closedByClient(0);
      expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
      expect(asking.clock.pending).toBe(0);
    });
  }
});

describe('the openai model asks', () => {
  test('with the key, the correlation id, and the limit by the name that the server knows', async () => {
    await using asking = await startAsking();
    await asking.model.stream(
      requestFor('hello', { maxTokens: 55, model: 'gpt-4o' }),
      new RecordingSink(),
      new AbortController().signal,
    );
    await asking.model.stream(
      requestFor('hello', { maxTokens: 55, model: 'gpt-5-mini' }),
      new RecordingSink(),
      new AbortController().signal,
    );
    const [first, second] = asking.provider.calls;
    expect(first?.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'accept-encoding': 'identity' });
    expect(first?.correlationId).toBe('correlation-1');
    expect(first?.body).toEqual({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'hello' }],
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: 55,
    });
    expect(second?.body).toMatchObject({ max_completion_tokens: 55 });
    expect(second?.body).not.toHaveProperty('max_tokens');
  });
});

/** Moves the time in steps until the promise is settled. */
async function eventually(clock: ManualClock, settled: Promise<unknown>, stepMs: number): Promise<void> {
  let over = false;
  void settled.then(() => (over = true));
  while (!over) {
    clock.advance(stepMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

interface SilentServer {
  readonly server: Server;
  readonly port: number;
  readonly connected: Promise<void>;
  readonly left: Promise<void>;
}

/** Takes connections and says nothing. */
async function startSilentServer(): Promise<SilentServer> {
  const connected = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('close', () => left.resolve());
    socket.resume();
    connected.resolve();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, port, connected: connected.promise, left: left.promise };
}
