import { afterAll, beforeAll, describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, type Script } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { openStreamClient, type StreamClient } from '../support/stream-client.ts';
import { openLibrary, type Library } from './support/jacie-library.ts';

let provider: FakeProvider;
let server: InProcess;
let library: Library;
let markers = 0;

beforeAll(async () => {
  provider = await startFakeProvider();
  library = await openLibrary();
  server = await startInProcess({
    environment: { OPENAI_BASE_URL: provider.baseUrl },
    capabilities: [library.capability],
  });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider.close();
  await library[Symbol.asyncDispose]();
});

/** A question about the harbour's revenue that the provider answers so. */
function question(script: Script): string {
  markers += 1;
  const marker = `(question ${markers})`;
  provider.onMarker(marker, script);
  return `What was the revenue of the harbour? ${marker}`;
}

interface Told {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function told({ events }: StreamClient): readonly Told[] {
  return events.map(({ event, data }) => ({ event, data: JSON.parse(data) }));
}

async function ask(body: object, path = '/chat/stream', headers: Readonly<Record<string, string>> = {}) {
  const stream = await openStreamClient(server.url, { path, body, headers });
  await stream.ended;
  return stream;
}

async function post(body: unknown, path = '/jacie/chat', headers: Readonly<Record<string, string>> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${server.url}${path}`, { method: 'POST', body: text, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const steps = (stream: StreamClient) =>
  told(stream)
    .filter(({ event }) => event === 'progress')
    .map(({ data }) => `${String(data['step'])} ${String(data['progress'])}`);

describe('a question', () => {
  verifies('jacie:stream jacie:progress', 'is answered by the documented steps and one result', async () => {
    const stream = await ask({
      query: question(answer(['81 million crowns', ' [d', '1].'])),
      auto_load_documents: true,
    });
    expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const events = told(stream);
    expect(events.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true);
    for (const { data } of events.slice(0, -1)) {
      expect(Object.keys(data)).toEqual(['step', 'message', 'progress', 'timestamp', 'details']);
      expect(String(data['timestamp'])).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/);
    }
    expect(steps(stream)).toEqual([
      'start 5',
      'doc_loading 20',
      'doc_loading 30',
      'doc_loading 40',
      'doc_loading 50',
      'doc_loading 60',
      'ai_generation 80',
      'finalizing 95',
      'complete 100',
    ]);
    const messages = events.map(({ data }) => data['message']);
    expect(messages).toContain('Loading documents from the folder...');
    expect(events.find(({ data }) => data['progress'] === 60)?.data['details']).toMatchObject({
      documents: 1,
      pages: 2,
    });
    const result = events.at(-1);
    expect(result?.event).toBe('result');
    expect(Object.keys(result?.data ?? {})).toEqual([
      'response',
      'documents_loaded',
      'document_selection_message',
      'conversation_history',
      'citations',
    ]);
    expect(result?.data['documents_loaded']).toEqual(['harbour-report-2025.pdf']);
    expect(String(result?.data['document_selection_message'])).toContain('harbour-report-2025.pdf (best on page 2');
  });

  verifies('jacie:fast', 'at the fast address comes from passages, by steps of its own', async () => {
    const stream = await ask({ query: question(answer(['81.'])) }, '/fast_chat/stream');
    expect(steps(stream)).toEqual([
      'start 5',
      'query_prep 10',
      'doc_selection 25',
      'doc_selection 35',
      'vector_search 50',
      'vector_search 65',
      'ai_generation 80',
      'finalizing 95',
      'complete 100',
    ]);
    const search = told(stream).filter(({ data }) => data['step'] === 'vector_search');
    expect(search.map(({ data }) => data['details'])).toEqual([
      { index: 'lexical', documents: 1 },
      expect.objectContaining({ index: 'lexical', passages: 2 }),
    ]);
  });

  verifies(
    'jacie:citations',
    'is cited by document and page, with a quote of that page, and no id that was not offered',
    async () => {
      const said =
        'The harbour’s revenue was 81 million crowns in 2025 [d2]. It rose [d9]. Cranes came in May [d1, d77].';
      const { body } = await post({ query: question(answer(said.split(/(?=[ \d])/))) });
      expect(body['response']).toBe(
        'The harbour’s revenue was 81 million crowns in 2025 [d2]. It rose. Cranes came in May [d1].',
      );
      const document = { document: 'harbour-report-2025.pdf', title: 'Harbour Report 2025' };
      expect(body['citations']).toEqual([
        { ...document, page: 2, quote: 'Revenue of the harbour reached 81 million crowns in 2025.' },
        { ...document, page: 1, quote: 'Two new cranes began to work in May.' },
      ]);
    },
  );

  verifies(
    'jacie:twins jacie:history',
    'is answered at once by its twins, with the history two messages longer',
    async () => {
      const history = [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: 'Hello to you' },
      ];
      for (const path of ['/chat', '/jacie/chat', '/fast_chat', '/jacie/fast_chat']) {
        const query = question(answer(['81.']));
        const { status, body } = await post({ query, conversation_history: history }, path);
        expect([path, status]).toEqual([path, 200]);
        const asked = { role: 'user', content: query };
        expect(body['conversation_history']).toEqual([...history, asked, { role: 'assistant', content: '81.' }]);
        expect(JSON.stringify(provider.calls.at(-1)?.body)).toContain('Hello to you');
        const forgetful = await post({ query, conversation_history: history, memory_enabled: false }, path);
        expect(forgetful.body['conversation_history']).toEqual([asked, { role: 'assistant', content: '81.' }]);
        expect(JSON.stringify(provider.calls.at(-1)?.body)).not.toContain('Hello to you');
      }
    },
  );

  verifies('jacie:no-documents', 'loads nothing where that is not wanted', async () => {
    for (const path of ['/chat', '/fast_chat']) {
      const { body } = await post({ query: question(answer(['Hm.'])), auto_load_documents: false }, path);
      expect(body).toMatchObject({ documents_loaded: null, document_selection_message: null, citations: [] });
      expect(JSON.stringify(provider.calls.at(-1)?.body)).not.toContain('81 million');
    }
  });

  verifies('jacie:tokens', 'sends its pieces as tokens where asked', async () => {
    const stream = await ask({ query: question(answer(['Eighty', '-one', ' million.'])), stream_tokens: true });
    const tokens = told(stream).filter(({ event }) => event === 'token');
    expect(tokens.map(({ data }) => data['content']).join('')).toBe('Eighty-one million.');
    expect(tokens.length).toBeGreaterThan(1);
  });

  verifies('jacie:error jacie:twins', 'that fails ends with one error event, and with 500 at the twin', async () => {
    const stream = await ask({ query: question(refusal(401)) });
    const events = told(stream);
    expect(events.filter(({ event }) => event !== 'progress')).toEqual([
      { event: 'error', data: { error: expect.any(String) } },
    ]);
    const { status, body } = await post({ query: question(refusal(401)) }, '/chat');
    expect({ status, body }).toEqual({ status: 500, body: { detail: expect.any(String) } });
  });

  verifies('jacie:tenants fault:S04', 'has nothing of another user’s documents in its context', async () => {
    await ask({ query: question(answer(['81.'])) });
    await ask({ query: question(answer(['81.'])) }, '/fast_chat/stream');
    const asked = JSON.stringify(provider.calls.map(({ body }) => body));
    expect(asked).toContain('81 million');
    expect(asked).not.toContain('CANARY');
  });

  verifies('jacie:follow-up', 'that leans on the one before is looked for as a whole', async () => {
    provider.onMarker('And the year before?', answer(['74.']));
    const history = [
      { role: 'user', content: 'What was the revenue of the harbour in 2025?' },
      { role: 'assistant', content: '81 million crowns.' },
    ];
    const { body } = await post({ query: 'And the year before?', conversation_history: history }, '/fast_chat');
    expect(String(body['document_selection_message'])).toContain('“2024”');
    expect(String(body['document_selection_message'])).not.toContain('“2025”');
  });
});

describe('a stream', () => {
  verifies('jacie:resume', 'that broke off goes on after its last id, progress included', async () => {
    const script: Script = {
      steps: [{ kind: 'wait', gate: 'jacie' }, ...answer(['81.']).steps],
    };
    const first = await openStreamClient(server.url, { path: '/chat/stream', body: { query: question(script) } });
    await first.received(4);
    first.cut();
    const got = first.events.slice();
    provider.release('jacie');
    const rest = await ask({}, '/chat/stream', { 'Last-Event-ID': first.lastId() });
    expect([...got, ...rest.events].map(({ event }) => event).at(-1)).toBe('result');
    const whole = await nativeClient(server.url).follow(String(first.headers['x-turn-id']), '?format=jacie');
    await whole.ended;
    const told = (events: typeof got) =>
      events.filter(({ event }) => event !== 'heartbeat').map(({ id, data }) => id + data);
    expect([...told(got), ...told(rest.events.slice())]).toEqual(told(whole.events.slice()));
    const milo = await post({ query: 'Hi' }, '/milo/chat/stream', { 'Last-Event-ID': rest.lastId() });
    expect(milo.status).toBe(400);
  });

  verifies('jacie:idempotency', 'and its twin share a turn by their key', async () => {
    const query = question(answer(['Once.']));
    const key = { 'Idempotency-Key': 'jacie-once' };
    const stream = await ask({ query }, '/chat/stream', key);
    const before = provider.calls.length;
    const twin = await post({ query, stream_tokens: true }, '/jacie/chat', key);
    expect(twin.headers.get('idempotency-replayed')).toBe('true');
    expect(twin.body).toEqual(told(stream).at(-1)?.data);
    expect(provider.calls).toHaveLength(before);
    expect((await post({ query: `${query}!` }, '/jacie/chat', key)).status).toBe(422);
  });

  verifies('jacie:heartbeat', 'beats by an event of its own after a second of silence', async () => {
    const clock = new ManualClock(Date.now());
    await using slow = await startFakeProvider({ respond: () => ({ steps: [{ kind: 'role' }, { kind: 'hang' }] }) });
    await using quiet = await startInProcess({ environment: { OPENAI_BASE_URL: slow.baseUrl }, clock });
    const stream = await openStreamClient(quiet.url, { path: '/chat/stream', body: { query: 'Anything?' } });
    await slow.called(0);
    for (let quarter = 0; quarter < 8; quarter += 1) clock.advance(250);
    await stream.received(1);
    expect(stream.events[0]).toMatchObject({ event: 'heartbeat', data: '{}' });
    expect(stream.text()).toContain('\n\nevent: heartbeat\ndata: {}\n\n');
    stream.cut();
  });
});

describe('a request that cannot be answered', () => {
  verifies('jacie:422', 'names what is wrong and where, the message of a history by its index', async () => {
    const body = ['body', 'conversation_history'];
    const wrong: readonly (readonly [unknown, readonly (readonly [string, readonly unknown[]])[]])[] = [
      [{}, [['missing', ['body', 'query']]]],
      [{ query: 5 }, [['string_type', ['body', 'query']]]],
      [{ query: ' ' }, [['string_too_short', ['body', 'query']]]],
      [{ query: 'a', auto_load_documents: 'maybe' }, [['bool_type', ['body', 'auto_load_documents']]]],
      [{ query: 'a', conversation_history: 'x' }, [['list_type', body]]],
      [
        { query: 'a', conversation_history: [{ role: 'user', content: 'a' }, 7, { role: 'root' }] },
        [
          ['dict_type', [...body, 1]],
          ['literal_error', [...body, 2, 'role']],
          ['missing', [...body, 2, 'content']],
        ],
      ],
    ];
    for (const [sent, issues] of wrong) {
      for (const path of ['/jacie/chat/stream', '/jacie/chat', '/fast_chat/stream', '/fast_chat']) {
        const { status, body: told } = await post(sent, path);
        expect([path, status]).toEqual([path, 422]);
        expect(told['detail']).toHaveLength(issues.length);
        expect(told['detail']).toMatchObject(issues.map(([type, loc]) => ({ type, loc })));
      }
    }
  });

  verifies('jacie:collision', 'is one that could be for two systems', async () => {
    for (const path of ['/chat', '/chat/stream']) {
      const { status, body } = await post({ query: 'a', message: 'b' }, path);
      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain('/jacie');
    }
    expect((await post({ query: ' ' }, '/chat')).body['detail']).toMatchObject([{ loc: ['body', 'query'] }]);
  });
});
