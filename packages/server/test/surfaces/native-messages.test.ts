import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer } from '../support/fake-provider/script.ts';
import { useServer } from '../support/use-server.ts';
import { heldAfter, listOf } from './support/native-resources.ts';

const used = useServer();

verifies(
  'native:messages native:snapshot',
  'messages are read backwards, also while several of them wait',
  async () => {
    const conversation = await used.client.createConversation();
    used.provider.enqueue(answer(['An answer']), heldAfter(1, 'waiting'), answer(['Late']), answer(['Last']));
    expect(await (await used.client.ask(conversation, 'One')).ended).toBe(true);
    const streams = [await used.client.ask(conversation, 'Two')];
    await streams[0]?.received(3);
    for (const message of ['Three', 'Four']) streams.push(await used.client.ask(conversation, message));
    const shown = (body: Readonly<Record<string, unknown>>): readonly string[] =>
      listOf(body, 'messages').map(({ text }) => text);

    const { body: whole } = await used.client.call('GET', `/conversations/${conversation}`);
    expect(shown(whole)).toEqual(['One', 'An answer', 'Two', 'Three', 'Four']);
    expect(listOf(whole, 'turns')).toHaveLength(3);
    const path = `/conversations/${conversation}/messages`;
    const seen: string[] = [];
    let query = '?limit=2';
    for (let pages = 0; query !== '' && pages < 10; pages += 1) {
      const { body } = await used.client.call('GET', `${path}${query}`);
      seen.unshift(...shown(body));
      const [first] = listOf(body, 'messages');
      query = first === undefined ? '' : `?limit=2&before=${first.id}`;
    }
    expect(seen).toEqual(shown(whole));

    used.provider.release('waiting');
    expect(await Promise.all(streams.map((stream) => stream.ended))).toEqual([true, true, true]);
    const { body } = await used.client.call('GET', path);
    expect(shown(body).filter((_text, index) => index % 2 === 0)).toEqual(['One', 'Two', 'Three', 'Four']);
    const missing = await used.client.call('GET', `${path}?before=00000000-0000-7000-8000-000000000000`);
    expect([missing.status, missing.body]).toEqual([200, { messages: [] }]);
  },
);
