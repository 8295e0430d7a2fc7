import { expect } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { useServer } from '../../server/test/support/use-server.ts';
import { StaffChat } from '../src/chat/staff-chat.ts';
import { createClient, memoryStorage, type Client, type ClientStorage, type TurnState } from '../src/index.ts';
import { gated } from './support/turns.ts';

const used = useServer();

const connect = (storage: ClientStorage = memoryStorage()): Client =>
  createClient({ url: used.server.url, backoff: { firstMs: 1, longestMs: 20 }, storage });

function until(chat: StaffChat, is: (state: TurnState | null) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!is(chat.state)) return;
      stop();
      resolve();
    };
    const stop = chat.subscribe(look);
    look();
  });
}

verifies('client:react:staff', 'shows the answer under way while more messages wait, and stops them all', async () => {
  used.provider.onMarker('Staff one', gated(['One '], 'staff stop', []));
  const chat = new StaffChat(connect(), 'maya');
  await chat.open();
  const first = chat.send('Staff one');
  await until(chat, (state) => state?.text === 'One ');
  const second = chat.send('Staff two');
  expect(chat.state?.text).toBe('One ');
  await chat.stop();
  expect(await first).toMatchObject({ status: 'cancelled', text: 'One ' });
  expect(await second).toMatchObject({ status: 'cancelled', text: '' });
  used.provider.release('staff stop');
  chat.close();
});

verifies(
  'client:react:staff',
  'goes on with all that was sent before a reload, and shows the newest last',
  async () => {
    used.provider.onMarker('Staff early', gated(['Early '], 'staff reload', ['bird.']));
    used.provider.onMarker('Staff next', answer(['Next.']));
    used.provider.onMarker('Staff last', answer(['Last.']));
    const storage = memoryStorage();
    const before = new StaffChat(connect(storage), 'maya');
    await before.open();
    void before.send('Staff early');
    await until(before, (state) => state?.text === 'Early ');
    void before.send('Staff next');
    before.close();
    const client = connect(storage);
    const chat = new StaffChat(client, 'maya');
    await chat.open();
    await until(chat, (state) => state?.text === 'Early ');
    const last = chat.send('Staff last');
    used.provider.release('staff reload');
    expect(await last).toMatchObject({ status: 'completed', text: 'Last.' });
    await until(chat, (state) => state?.text === 'Last.');
    expect(await client.pending()).toEqual([]);
    chat.close();
  },
);
