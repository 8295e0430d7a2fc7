import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import type { ProviderCall } from '../support/fake-provider/call.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, type Script } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { openStreamClient } from '../support/stream-client.ts';
import { framesOf, miloClient, textOf, type MiloClient } from './support/milo-client.ts';

const NOTHING_HEARD = answer(['{"add": {}, "remove": {}, "says": []}']);

/** An answer that waits in the middle until the test lets it go on. */
function held(gate: string): Script {
  return {
    steps: [
      { kind: 'role' },
      { kind: 'deltas', texts: ['Half', ' an'], intervalMs: 0 },
      { kind: 'wait', gate },
      { kind: 'deltas', texts: [' answer'], intervalMs: 0 },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  };
}

let provider: FakeProvider;
let server: InProcess;
let milo: MiloClient;

function isAnswer({ body }: ProviderCall): boolean {
  return !JSON.stringify(body).includes('"response_format"');
}

/** Answers to this message wait at the gate of the same name. */
function hold(gate: string): void {
  provider.respondWith((call) => {
    if (!isAnswer(call)) return NOTHING_HEARD;
    return call.lastUserText.includes(gate) ? held(gate) : answer(['Fine', '.']);
  });
}

beforeAll(async () => {
  provider = await startFakeProvider({ respond: (call) => (isAnswer(call) ? answer(['Fine', '.']) : NOTHING_HEARD) });
  server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl, JWT_SECRET_KEY: SECRET } });
  milo = miloClient(server.url);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider.close();
});

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/;

describe('a session', () => {
  verifies('milo:session:info milo:history', 'shows its step, interests, messages and times', async () => {
    await milo.say('I love data science and global issues', 'shown');
    const info = await milo.session('shown');
    expect(Object.entries(info)).toEqual([
      ['session_id', 'shown'],
      ['current_step', 2],
      ['student_interests', ['data science', 'global issues']],
      ['career_paths', []],
      ['message_count', 2],
      ['created_at', expect.stringMatching(TIME)],
      ['last_updated', expect.stringMatching(TIME)],
    ]);
    const { messages, session_info: same, active_turns: active } = await milo.history('shown');
    expect(messages).toEqual([
      {
        role: 'user',
        content: 'I love data science and global issues',
        timestamp: expect.stringMatching(TIME),
        status: 'complete',
      },
      { role: 'assistant', content: 'Fine.', timestamp: expect.stringMatching(TIME), status: 'complete' },
    ]);
    expect([same, active]).toEqual([info, []]);
    expect((await milo.sessions())['shown']).toEqual(info);
  });

  verifies('milo:session:default', 'is "default" where a message names none', async () => {
    await milo.post({ message: 'Hello', session_id: null });
    await milo.say('Hello again');
    expect((await milo.history('default')).messages.map(({ content }) => content)).toEqual([
      'Hello',
      'Fine.',
      'Hello again',
      'Fine.',
    ]);
  });

  verifies('milo:session:unknown', 'that nobody knows reads as a fresh one and is not stored', async () => {
    const before = Object.keys(await milo.sessions());
    const fresh = await milo.session('never seen');
    expect(fresh).toMatchObject({ session_id: 'never seen', current_step: 1, message_count: 0 });
    expect(fresh).toMatchObject({ student_interests: [], career_paths: [], created_at: fresh.last_updated });
    expect(await milo.history('never seen')).toMatchObject({ messages: [], session_info: { current_step: 1 } });
    expect(Object.keys(await milo.sessions())).toEqual(before);
  });

  verifies('milo:session:delete turn:30 fault:C20', 'is cleared with what runs in it', async () => {
    hold('clear me');
    const stream = await milo.ask('clear me', 'cleared');
    await stream.received(2);
    const conversation = String(stream.headers['x-conversation-id']);
    const cleared = await milo.clear('cleared');
    expect([cleared.status, cleared.body]).toEqual([200, { message: 'Session ID cleared successfully' }]);
    expect(await stream.ended).toBe(true);
    expect(framesOf(stream).at(-1)).toEqual({ done: true });
    expect(await milo.session('cleared')).toMatchObject({ message_count: 0 });
    expect(Object.keys(await milo.sessions())).not.toContain('cleared');
    const resumed = await milo.post('', { 'last-event-id': stream.lastId() });
    expect(resumed.status).toBe(404);
    expect((await nativeClient(server.url).call('GET', `/conversations/${conversation}`)).status).toBe(404);
    expect((await milo.clear('cleared')).status).toBe(200);
    expect((await milo.clear('never seen')).body).toEqual({ message: 'Session ID cleared successfully' });
    provider.release('clear me');
  });

  verifies('milo:session:owner', 'belongs to its owner', async () => {
    const [alice, bob] = await Promise.all(
      ['alice', 'bob'].map(async (user) => {
        const authorization = `Bearer ${await tokenFor(user)}`;
        return miloClient(server.url, { authorization });
      }),
    );
    await alice?.say('I love jazz and law', 'ours');
    await bob?.say('I love chess', 'ours');
    expect((await alice?.session('ours'))?.student_interests).toEqual(['jazz', 'law']);
    expect((await bob?.session('ours'))?.student_interests).toEqual(['chess']);
    expect(Object.keys((await bob?.sessions()) ?? {})).toEqual(['ours']);
    await bob?.clear('ours');
    expect((await alice?.session('ours'))?.message_count).toBe(2);
  });

  verifies('milo:session:ids fault:A05', 'may have any plain name, and none that deceives', async () => {
    const names = [
      '__proto__',
      'constructor',
      'a/b',
      'a b',
      '%2e',
      '..a',
      'Zoë',
      '会話',
      '🎓'.repeat(128),
      "'; DROP",
      '7',
    ];
    for (const name of names) await milo.say('I love jazz', name);
    for (const name of names) {
      expect(await milo.session(name), name).toMatchObject({ session_id: name, message_count: 2 });
      expect((await milo.history(name)).messages).toHaveLength(2);
    }
    expect(Object.keys(await milo.sessions())).toEqual(expect.arrayContaining(names));
    for (const name of names) expect((await milo.clear(name)).status).toBe(200);
    const refused = ['x'.repeat(129), '🎓'.repeat(129), ' ', '\u0000', 'a\nb', '\u202ea', '\u200b', '\ufeff', '\u2028'];
    for (const name of [...refused, '.', '..', '\ud800']) {
      expect((await milo.post({ message: 'a', session_id: name })).status, JSON.stringify(name)).toBe(422);
    }
    for (const name of refused) {
      const { status, body } = await milo.get(`/chat/session/${encodeURIComponent(name)}`);
      expect([status, body], JSON.stringify(name)).toEqual([
        422,
        { detail: [expect.objectContaining({ loc: ['path', 'session_id'] })] },
      ]);
    }
    expect((await milo.get(`/chat/session/${'x'.repeat(5_000)}`)).status).toBe(404);
  });
});

describe('a history', () => {
  test('shows an answer under way by its turn, which a refreshed page can follow', async () => {
    hold('refresh me');
    const first = await milo.ask('refresh me', 'refreshed');
    await first.received(1);
    const { messages, active_turns: active } = await milo.history('refreshed');
    expect(messages.map(({ content }) => content)).toEqual(['refresh me']);
    expect(active).toEqual([turnOf(first)]);
    const again = await openStreamClient(server.url, {
      method: 'POST',
      path: '/chat/stream',
      headers: { 'Last-Event-ID': String(active[0]) },
    });
    await again.received(2);
    provider.release('refresh me');
    await Promise.all([first.ended, again.ended]);
    expect([textOf(first), textOf(again)]).toEqual(['Half an answer', 'Half an answer']);
    expect((await milo.history('refreshed')).active_turns).toEqual([]);
  });

  verifies('milo:history', 'keeps what there was of a cancelled answer', async () => {
    hold('cancel me');
    const stream = await milo.ask('cancel me', 'cancelled');
    await stream.received(2);
    await nativeClient(server.url).cancel(turnOf(stream));
    await stream.ended;
    expect(framesOf(stream).at(-1)).toEqual({ done: true });
    expect((await milo.history('cancelled')).messages.map(({ content, status }) => [content, status])).toEqual([
      ['cancel me', 'complete'],
      ['Half an', 'cancelled'],
    ]);
    provider.release('cancel me');
  });

  verifies('milo:history:waiting', 'and its session lose nothing while messages wait', async () => {
    await milo.say('I love jazz and law', 'waiting');
    hold('first');
    const streams = [await milo.ask('first', 'waiting')];
    await streams[0]?.received(2);
    streams.push(await milo.ask('second', 'waiting'), await milo.ask('third', 'waiting'));
    const { messages, session_info: info, active_turns: active } = await milo.history('waiting');
    expect(messages.map(({ content }) => content)).toEqual([
      'I love jazz and law',
      'Fine.',
      'first',
      'second',
      'third',
    ]);
    expect(info).toMatchObject({ message_count: 5, student_interests: ['jazz', 'law'], current_step: 2 });
    expect(active).toEqual(streams.map(turnOf));
    expect(await milo.session('waiting')).toEqual(info);
    expect((await milo.sessions())['waiting']).toEqual(info);
    provider.release('first');
    await Promise.all(streams.map(({ ended }) => ended));
    expect((await milo.history('waiting')).messages.map(({ content }) => content)).toEqual([
      'I love jazz and law',
      'Fine.',
      'first',
      'Half an answer',
      'second',
      'Fine.',
      'third',
      'Fine.',
    ]);
  });
});
