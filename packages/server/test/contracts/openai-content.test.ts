import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, type Script } from '../support/fake-provider/script.ts';
import { requestFor, turnsOfTheLoop, unaborted } from './model-contract.ts';
import { RecordingSink } from './model-sink.ts';
import { body, content, DONE, FINISH, startAsking } from './openai-asking.ts';

const chunk = (json: string): string => `data: ${json}\n\n`;
const finished = (reason: string): string =>
  chunk(`{"choices":[{"index":0,"delta":{},"finish_reason":${JSON.stringify(reason)}}]}`);

describe('the openai model', () => {
  const malformed: Readonly<Record<string, string>> = {
    'an event that is not JSON': chunk('{"choices":[{"ind'),
    'an event that is a list': chunk('[1,2]'),
    'an event that is null': chunk('null'),
    'an empty event': 'data:\n\n',
    'choices that are an object': chunk('{"choices":{}}'),
    'a choice that is text': chunk('{"choices":["hi"]}'),
    'a delta that is text': chunk('{"choices":[{"index":0,"delta":"hi"}]}'),
    'content that is a number': chunk('{"choices":[{"index":0,"delta":{"content":1}}]}'),
    'content that is a list': chunk('{"choices":[{"index":0,"delta":{"content":["a"]}}]}'),
    'a finish reason that is a number': chunk('{"choices":[{"index":0,"delta":{},"finish_reason":1}]}'),
  };
  for (const [name, event] of Object.entries(malformed)) {
    verifies('model:malformed', `fails as a breach of protocol on ${name}, and keeps what came before`, async () => {
      await using asking = await startAsking();
      const { texts, error } = await asking.ask(body(content('before'), event, content('after'), FINISH, DONE));
      expect(error?.code).toBe('upstream_protocol');
      expect(texts).toEqual(['before']);
    });
  }

  const tolerated: Readonly<Record<string, Script>> = {
    'unknown fields': body(
      chunk('{"new":{"a":[1]},"choices":[{"index":0,"x":1,"delta":{"content":"hi","y":null}}]}'),
      FINISH,
      DONE,
    ),
    'nulls where there is nothing': body(
      chunk('{"choices":null,"usage":null,"error":null}'),
      chunk('{"choices":[{"index":0,"delta":null,"finish_reason":null}]}'),
      chunk('{"choices":[{"index":0,"delta":{"content":null,"refusal":null}}]}'),
      content('hi'),
      FINISH,
      DONE,
    ),
    'an empty finish reason': body(
      chunk('{"choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":""}]}'),
      FINISH,
      DONE,
    ),
    'a first chunk without choices': body(
      chunk('{"choices":[],"prompt_filter_results":[]}'),
      content('hi'),
      FINISH,
      DONE,
    ),
    'a second choice, which is passed over': body(
      content('hi'),
      chunk('{"choices":[{"index":1,"delta":{"content":"no"}}]}'),
      FINISH,
      DONE,
    ),
    'a missing [DONE]': body(content('hi'), FINISH),
    'data after [DONE]': body(content('hi'), FINISH, DONE, content('no'), 'data: nonsense\n\n'),
  };
  for (const [name, script] of Object.entries(tolerated)) {
    verifies('model:malformed', `takes ${name}`, async () => {
      await using asking = await startAsking();
      expect(await asking.ask(script)).toMatchObject({ texts: ['hi'], finish: 'stop', error: undefined });
    });
  }

  const finishes = {
    stop: 'stop',
    length: 'length',
    content_filter: 'content-filter',
    tool_calls: 'other',
    new: 'other',
  };
  for (const [said, finish] of Object.entries(finishes)) {
    verifies('model:finish', `says ${finish} where the provider says ${said}`, async () => {
      await using asking = await startAsking();
      expect(await asking.ask(body(content('hi'), finished(said), DONE))).toMatchObject({ texts: ['hi'], finish });
    });
  }

  verifies('model:finish', 'takes an empty answer for complete when the provider says so', async () => {
    await using asking = await startAsking();
    expect(await asking.ask(answer([]))).toMatchObject({ texts: [], finish: 'stop', error: undefined });
  });

  verifies('model:chunks', 'gives reasoning as reasoning and a refusal as text', async () => {
    await using asking = await startAsking();
    const sink = new RecordingSink();
    asking.provider.enqueue(
      body(
        chunk('{"choices":[{"index":0,"delta":{"reasoning_content":"Hm."}}]}'),
        chunk('{"choices":[{"index":0,"delta":{"reasoning":" So."}}]}'),
        chunk('{"choices":[{"index":0,"delta":{"refusal":"I will not."}}]}'),
        FINISH,
        DONE,
      ),
    );
    await asking.model.stream(requestFor('hello'), sink, unaborted());
    expect(sink.events).toEqual([
      { type: 'reasoning', text: 'Hm.' },
      { type: 'reasoning', text: ' So.' },
      { type: 'text', text: 'I will not.' },
    ]);
  });

  const counted: Readonly<Record<string, readonly [reported: string, usage: unknown]>> = {
    'an explicit 0': ['{"prompt_tokens":0,"completion_tokens":0}', { input: 0, output: 0 }],
    'cached tokens': [
      '{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":4}}',
      { input: 9, output: 2, cachedInput: 4 },
    ],
    null: ['null', undefined],
    'a negative count': ['{"prompt_tokens":-1,"completion_tokens":2}', undefined],
    'half a token': ['{"prompt_tokens":1.5,"completion_tokens":2}', undefined],
    'a count as text': ['{"prompt_tokens":"1","completion_tokens":2}', undefined],
    'one count alone': ['{"prompt_tokens":1}', undefined],
    'a wrong cached count': [
      '{"prompt_tokens":9,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":-4}}',
      { input: 9, output: 2 },
    ],
  };
  for (const [name, [reported, usage]] of Object.entries(counted)) {
    verifies('model:usage', `reports ${name} as ${usage === undefined ? 'nothing' : 'it came'}`, async () => {
      await using asking = await startAsking();
      const asked = await asking.ask(body(content('hi'), FINISH, chunk(`{"choices":[],"usage":${reported}}`), DONE));
      expect(asked.finish).toBe('stop');
      expect(asked.usage).toEqual(usage);
    });
  }

  verifies('model:usage', 'lets the last report win where the usage changes', async () => {
    await using asking = await startAsking();
    const report = (output: number): string =>
      chunk(`{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":${output}}}`);
    const asked = await asking.ask(body(report(1), content('hi'), report(1), report(2), FINISH, report(-5), DONE));
    expect(asked.usage).toEqual({ input: 3, output: 2 });
  });

  const encoded = Buffer.from(content('hi') + FINISH + DONE);
  const foreign: Readonly<Record<string, readonly [headers: Record<string, string>, bytes: Uint8Array]>> = {
    gzip: [{ 'content-encoding': 'gzip' }, gzipSync(encoded)],
    deflate: [{ 'content-encoding': 'deflate' }, deflateSync(encoded)],
    brotli: [{ 'content-encoding': 'br' }, brotliCompressSync(encoded)],
    HTML: [{ 'content-type': 'text/html' }, Buffer.from('<p>Sign in</p>')],
    JSON: [{ 'content-type': 'application/json' }, Buffer.from('{"choices":[]}')],
  };
  for (const [name, [headers, bytes]] of Object.entries(foreign)) {
    verifies('model:content', `refuses a body of ${name}, which it did not ask for`, async () => {
      await using asking = await startAsking();
      const { texts, error } = await asking.ask({ headers, steps: [{ kind: 'chunk', bytes }] });
      expect(error?.code).toBe('upstream_protocol');
      expect(texts).toEqual([]);
    });
  }

  verifies('model:caps', 'cuts off an event of 8 MB and a line without an end', async () => {
    await using asking = await startAsking();
    const piece = Buffer.alloc(65_536, 'x');
    const event = { kind: 'chunk', bytes: 'data: {"choices":[{"index":0,"delta":{"content":"' } as const;
    const endless = Array.from({ length: 16_384 }, () => ({ kind: 'chunk', bytes: piece }) as const);
    for (const steps of [[event, ...endless.slice(0, 128)], endless]) {
      const { error } = await asking.ask({ steps });
      expect(error?.code).toBe('upstream_protocol');
      const call = await asking.provider.closedByClient(asking.provider.calls.length - 1);
      expect(call.written).toBeLessThan(16 * 1_048_576);
    }
  });

  verifies('model:back-pressure', 'stops reading from the socket while the sink is full', async () => {
    await using asking = await startAsking();
    const texts = Array.from({ length: 1_000 }, (_, index) => String(index % 10).repeat(65_536));
    asking.provider.enqueue(answer(texts));
    const sink = new RecordingSink();
    sink.fill();
    const outcome = asking.model.stream(requestFor('hello'), sink, unaborted());
    await sink.holds(1);
    const call = await asking.provider.called(0);
    // What fits into the buffers of both sockets is written, then nothing more.
    for (let before = -1; before !== call.written;) {
      before = call.written;
      await turnsOfTheLoop(200);
    }
    expect(call.written).toBeLessThan(32 * 1_048_576);
    expect(sink.events.length).toBeLessThanOrEqual(4);
    sink.drain();
    await outcome;
    expect(sink.texts.length).toBe(texts.length);
    expect(sink.texts.join('') === texts.join('')).toBe(true);
  });
});
