import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, refusal, words, type Script } from '../support/fake-provider/script.ts';
import { useServer } from '../support/use-server.ts';
import { framesOf, staffClient } from './support/staff-client.ts';

const inUse = useServer();
let markers = 0;

const client = (base = '') => staffClient(`${inUse.server.url}${base}`);

/** A message that the provider answers so. */
function message(script: Script): string {
  markers += 1;
  const marker = `message number ${markers}.`;
  inUse.provider.onMarker(marker, script);
  return marker;
}

/** An answer that waits for its gate after two words. */
function gated(gate: string): string {
  const [start, ...rest] = answer(words(3)).steps;
  return message({ steps: [...(start === undefined ? [] : [start]), { kind: 'wait', gate }, ...rest] });
}

describe('a message to a member', () => {
  verifies('staff:stream', 'is answered by tokens and done, under the documented headers', async () => {
    for (const base of ['', '/staff']) {
      const stream = await client(base).ask('maya', message(answer(['Hello', ' there', '!'])), {
        connection: 'keep-alive',
      });
      expect(stream.status).toBe(200);
      expect(stream.headers).toMatchObject({
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        connection: 'keep-alive',
        'x-accel-buffering': 'no',
      });
      expect(await stream.ended).toBe(true);
      const { messages } = await client().history('maya');
      expect(framesOf(stream)).toEqual([
        { type: 'token', content: 'Hello' },
        { type: 'token', content: ' there' },
        { type: 'token', content: '!' },
        { type: 'done', message_id: messages[0]?.id },
      ]);
      expect(messages[0]).toMatchObject({ message_type: 'assistant', content: 'Hello there!', status: 'complete' });
    }
  });

  verifies('staff:user-message-first', 'is in the history before anything is answered', async () => {
    const content = gated('first');
    const stream = await client().ask('jonas', content);
    const { messages, active_turns: turns } = await client().history('jonas');
    expect(messages).toMatchObject([{ message_type: 'user', content }]);
    expect(turns).toEqual([stream.headers['x-turn-id']]);
    inUse.provider.release('first');
    await stream.ended;
  });

  verifies('staff:error', 'that the provider refuses ends with one error event', async () => {
    const stream = await client().ask('maya', message(refusal(401)));
    await stream.ended;
    expect(framesOf(stream)).toEqual([{ type: 'error', detail: expect.stringMatching(/\w/) }]);
  });

  verifies('staff:404', 'to an unknown member is refused in the documented words, and stores nothing', async () => {
    const unknown = { detail: 'Staff with id nobody not found' };
    const calls = inUse.provider.calls.length;
    for (const path of ['/messages/stream', '/messages']) {
      const refused = await client().call('POST', `/api/v1/staff/nobody${path}`, { content: 'Hello' });
      expect(refused).toMatchObject({ status: 404, body: unknown });
    }
    expect(await client().call('GET', '/api/v1/staff/nobody/messages')).toMatchObject({ status: 404, body: unknown });
    expect(await client().call('GET', '/api/v1/staff/nobody')).toMatchObject({ status: 404, body: unknown });
    expect(inUse.provider.calls.length).toBe(calls);
  });

  verifies('staff:422', 'that is empty, blank, too long or no text is refused with what is wrong', async () => {
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ content: '' }, 'string_too_short'],
      [{ content: ' \n' }, 'string_too_short'],
      [{ content: 'x'.repeat(10_001) }, 'string_too_long'],
      [{ content: 7 }, 'string_type'],
      [{}, 'missing'],
    ];
    for (const [body, type] of wrong) {
      for (const path of ['/messages/stream', '/messages']) {
        const refused = await client().call('POST', `/api/v1/staff/maya${path}`, body);
        expect(refused).toMatchObject({ status: 422, body: { detail: [{ type, loc: ['body', 'content'] }] } });
      }
    }
    // Characters, not code units.
    const longest = await client().send('elena', '🙂'.repeat(10_000));
    expect(longest.status).toBe(201);
    await client().settled('elena');
  });

  verifies('staff:content-type', 'is read without a Content-Type, and under another', async () => {
    const body = () => JSON.stringify({ content: message(answer(['Read.'])) });
    // What fetch sends for a text is text/plain; bytes go without any type.
    const bytes = await fetch(`${inUse.server.url}/api/v1/staff/maya/messages`, {
      method: 'POST',
      body: new TextEncoder().encode(body()),
    });
    expect(bytes.status).toBe(201);
    expect((await client().call('POST', '/api/v1/staff/maya/messages', body())).status).toBe(201);
    await client().settled('maya');
  });

  verifies('staff:one-conversation', 'finds the earlier ones with this member, and none of another', async () => {
    await (
      await client().ask('omar', message(answer(['The code word is heron.'])))
    ).ended;
    await (
      await client().ask('omar', message(answer(['Yes.'])))
    ).ended;
    expect(JSON.stringify(inUse.provider.calls.at(-1)?.body)).toContain('heron');
    await (
      await client().ask('elena', message(answer(['No.'])))
    ).ended;
    expect(JSON.stringify(inUse.provider.calls.at(-1)?.body)).not.toContain('heron');
  });

  verifies('staff:resume', 'that broke off goes on after the last id, at this member and no other', async () => {
    const content = gated('resume');
    const stream = await client().ask('maya', content);
    stream.cut();
    const cursor = { 'last-event-id': String(stream.headers['x-turn-id']) };
    const elsewhere = await client().call('POST', '/api/v1/staff/omar/messages/stream', {}, cursor);
    expect(elsewhere.status).toBe(400);
    const rest = await client().ask('maya', 'is not looked at', cursor);
    inUse.provider.release('resume');
    await rest.ended;
    expect(framesOf(rest).map(({ type }) => type)).toEqual(['token', 'token', 'token', 'done']);
    const done = await client().call(
      'POST',
      '/api/v1/staff/maya/messages/stream',
      {},
      { 'last-event-id': rest.lastId() },
    );
    expect(done.status).toBe(204);
  });

  verifies('fault:C21 staff:disconnect', 'is kept and answered where its sender is gone at once', async () => {
    const content = gated('gone');
    const stream = await client().ask('elena', content);
    stream.cut();
    expect((await client().history('elena')).messages[0]).toMatchObject({ message_type: 'user', content });
    inUse.provider.release('gone');
    expect((await client().settled('elena')).messages[0]).toMatchObject({
      message_type: 'assistant',
      status: 'complete',
    });
  });
});

describe('the asynchronous twin', () => {
  verifies(
    'staff:twin',
    'answers with the saved message, in the documented fields, before there is an answer',
    async () => {
      const content = gated('twin');
      const sent = await client().send('jonas', content);
      expect(sent.status).toBe(201);
      expect(sent.body).toMatchObject({
        staff_id: 'jonas',
        message_type: 'user',
        content,
        is_group_discussion: false,
        group_discussion_id: null,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
      const { messages } = await client().history('jonas');
      expect(messages[0]).toEqual(sent.body);
      inUse.provider.release('twin');
      const settled = await client().settled('jonas');
      expect(settled.messages[0]).toMatchObject({ message_type: 'assistant', content: words(3).join('') });
    },
  );

  verifies('staff:repeat', 'and the stream find one turn by one key', async () => {
    const content = message(answer(['Once.']));
    const key = { 'idempotency-key': 'twin-and-stream' };
    const calls = inUse.provider.calls.length;
    const sent = await client().send('maya', content, key);
    const repeated = await client().send('maya', content, key);
    const stream = await client().ask('maya', content, key);
    await stream.ended;
    expect(repeated.body).toEqual(sent.body);
    expect(repeated.headers.get('idempotency-replayed')).toBe('true');
    expect(stream.headers['x-turn-id']).toBe(sent.headers.get('x-turn-id'));
    expect(inUse.provider.calls.length).toBe(calls + 1);
    expect((await client().send('omar', content, key)).status).toBe(422);
  });

  verifies(
    'fault:C19',
    'keeps two messages at once in order, and the second knows the answer of the first',
    async () => {
      const [first, second] = [gated('order'), message(answer(['Second.']))];
      const sent = await client().send('omar', first);
      const queued = await client().send('omar', second);
      // While both wait, the history has both.
      const waiting = await client().history('omar');
      expect(waiting.messages.slice(0, 2).map(({ id }) => id)).toEqual([queued.body['id'], sent.body['id']]);
      inUse.provider.release('order');
      const { messages } = await client().settled('omar');
      const texts = messages.slice(0, 4).map(({ content }) => content);
      expect(texts).toEqual(['Second.', second, words(3).join(''), first]);
      expect(JSON.stringify(inUse.provider.calls.at(-1)?.body)).toContain(words(3).join(''));
    },
  );
});

describe('the history', () => {
  verifies('staff:history', 'is paged from the newest or from the oldest, with its total', async () => {
    const { body } = await client().call('POST', '/api/v1/staff', { name: 'P', role: 'R', instructions: 'I' });
    const id = String(body['id']);
    expect(await client().history(id)).toEqual({ messages: [], total: 0, staff_id: id, active_turns: [] });
    for (let turn = 1; turn <= 3; turn += 1) await (await client().ask(id, message(answer([`A${turn}`])))).ended;
    const all = (await client().history(id)).messages;
    expect(all.map(({ message_type: type }) => type)).toEqual([
      'assistant',
      'user',
      'assistant',
      'user',
      'assistant',
      'user',
    ]);
    expect(all.filter((one) => one.message_type === 'assistant').map(({ content }) => content)).toEqual([
      'A3',
      'A2',
      'A1',
    ]);
    expect(await client().history(id, '?limit=2&offset=1')).toMatchObject({ messages: all.slice(1, 3), total: 6 });
    const oldest = all.toReversed();
    expect((await client().history(id, '?order=asc&limit=4')).messages).toEqual(oldest.slice(0, 4));
    expect((await client().history(id, '?order=asc&limit=4&offset=4')).messages).toEqual(oldest.slice(4));
    expect((await client().history(id, '?offset=6')).messages).toEqual([]);
  });

  verifies('staff:422', 'refuses a page that cannot be', async () => {
    const wrong: readonly (readonly [string, string])[] = [
      ['limit=0', 'greater_than_equal'],
      ['limit=101', 'less_than_equal'],
      ['limit=many', 'int_parsing'],
      ['offset=-1', 'greater_than_equal'],
      ['order=random', 'literal_error'],
    ];
    for (const [query, type] of wrong) {
      const refused = await client().call('GET', `/api/v1/staff/maya/messages?${query}`);
      expect(refused).toMatchObject({ status: 422, body: { detail: [{ type, loc: ['query', query.split('=')[0]] }] } });
    }
  });

  verifies('fault:C20', 'is gone with its member while an answer is under way, and so is its stream', async () => {
    await client().call('POST', '/api/v1/staff', { id: 'brief', name: 'P', role: 'R', instructions: 'I' });
    const stream = await client().ask('brief', gated('removed'));
    expect(await client().call('DELETE', '/api/v1/staff/brief')).toMatchObject({ status: 204 });
    await stream.ended;
    const conversation = String(stream.headers['x-conversation-id']);
    expect((await client().call('GET', `/api/v1/conversations/${conversation}`)).status).toBe(404);
    expect((await client().call('GET', `/api/v1/turns/${String(stream.headers['x-turn-id'])}`)).status).toBe(404);
  });
});
