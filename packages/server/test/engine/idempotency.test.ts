import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, words } from '../support/fake-provider/script.ts';
import { turnOf } from '../support/native-client.ts';
import { openStreamClient } from '../support/stream-client.ts';
import { useServer } from '../support/use-server.ts';

const used = useServer();

verifies(
  'fault:C11 turn:1 turn:7 turn:25',
  'fifty requests with one key at once make one turn and one call',
  async () => {
    used.provider.onMarker('fifty times', answer(words(30)));
    const callsBefore = used.provider.calls.length;
    const conversation = await used.client.createConversation();
    const streams = await Promise.all(
      Array.from({ length: 50 }, () =>
        openStreamClient(used.server.url, {
          path: `/api/v1/conversations/${conversation}/turns`,
          body: { message: 'fifty times' },
          headers: { 'Idempotency-Key': 'once' },
        }),
      ),
    );
    expect(await Promise.all(streams.map((stream) => stream.ended))).not.toContain(false);
    expect(new Set(streams.map(turnOf)).size).toBe(1);
    expect(new Set(streams.map((stream) => stream.text())).size).toBe(1);
    expect(streams.filter((stream) => stream.headers['idempotency-replayed'] === 'true')).toHaveLength(49);
    expect(used.provider.calls.length - callsBefore).toBe(1);
    const usages = streams[0]?.events.filter((event) => event.data.includes('"type":"usage"')) ?? [];
    expect(usages).toHaveLength(1);
  },
);

verifies(
  'turn:7 turn:11 resume:any-cut',
  'a key attaches after a restart too, and the replay is the same to the byte',
  async () => {
    used.provider.onMarker('twice', answer(words(200)));
    const request = {
      path: '/chat',
      body: { message: 'twice' },
      headers: { 'Idempotency-Key': 'assistant-once' },
    };
    const live = await openStreamClient(used.server.url, request);
    await live.ended;
    await used.restart();
    const replayed = await openStreamClient(used.server.url, request);
    await replayed.ended;
    expect(replayed.headers['idempotency-replayed']).toBe('true');
    expect(replayed.text()).toBe(live.text());
  },
);
