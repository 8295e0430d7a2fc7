import { expect } from 'vitest';
import { useServer } from '../../server/test/support/use-server.ts';
import { verifies } from '../../../spec/verifies.ts';
import { createClient, fetchTransport, type Client, type TabTools } from '../src/index.ts';
import { begin, gated, reaches } from './support/turns.ts';

const used = useServer();

/** Node's own locks and channels behave as a browser's do. */
const TOOLS: TabTools = {
  locks: {
    request: (name, options, use) => navigator.locks.request(name, options, use),
    query: () => navigator.locks.query(),
  },
  channel: (name) => new BroadcastChannel(name),
};

interface Tab {
  readonly client: Client;
  /** How often it has connected to a stream. */
  readonly connections: () => number;
}

function openTab(options: { tools?: TabTools; places?: number; silenceLimitMs?: number } = {}): Tab {
  const { tools = TOOLS, places = 4, silenceLimitMs = 45_000 } = options;
  let connections = 0;
  const client = createClient({
    url: used.server.url,
    backoff: { firstMs: 1, longestMs: 20 },
    tabs: { tools, places },
    silenceLimitMs,
    environment: {
      transport: (request) => {
        if (request.url.includes('/events')) connections += 1;
        return fetchTransport()(request);
      },
    },
  });
  return { client, connections: () => connections };
}

verifies('client:tabs', 'gives all tabs one connection, and its death to the next of them', async () => {
  used.provider.enqueue(gated(['One ', 'two '], 'tabs', ['three']));
  const [first, second, third] = [openTab(), openTab(), openTab()];
  const sent = first.client.send(await begin(first.client), 'Count.');
  await reaches(sent, ({ state }) => state.text === 'One two ');
  const turn = String(sent.state.turn);
  const followed = second.client.follow(turn);
  const late = third.client.follow(turn);
  await reaches(followed, ({ state }) => state.text === 'One two ');
  await reaches(late, ({ state }) => state.connection.state === 'open');
  expect([first, second, third].map((tab) => tab.connections())).toEqual([1, 0, 0]);
  sent.close();
  used.provider.release('tabs');
  for (const stream of [followed, late]) {
    const seqs: number[] = [];
    for await (const { seq } of stream) seqs.push(seq);
    expect(seqs).toEqual(seqs.map((_, index) => index));
    expect(await stream.ended).toMatchObject({ status: 'completed', text: 'One two three' });
  }
  expect(second.connections() + third.connections()).toBe(1);
});

verifies('client:tabs', 'takes over from a tab that is alive and says nothing', async () => {
  used.provider.enqueue(gated(['One '], 'mute', ['two']));
  const mute: TabTools = {
    ...TOOLS,
    channel: () => ({ onmessage: null, postMessage: () => undefined, close: () => undefined }),
  };
  const frozen = openTab({ tools: mute });
  const sent = frozen.client.send(await begin(frozen.client), 'Count.');
  await reaches(sent, ({ state }) => state.text === 'One ');
  const other = openTab({ silenceLimitMs: 20 });
  const followed = other.client.follow(String(sent.state.turn));
  await reaches(followed, ({ state }) => state.text === 'One ');
  used.provider.release('mute');
  expect(await followed.ended).toMatchObject({ status: 'completed', text: 'One two' });
  sent.close();
});

verifies('client:tabs', 'lets more streams than places take turns, and a cancel through', async () => {
  const tab = openTab({ places: 1 });
  const conversations = await Promise.all(['a', 'b', 'c'].map(() => begin(tab.client)));
  used.provider.onMarker('Turn', gated(['One '], 'turns', []));
  const streams = conversations.map((conversation) => tab.client.send(conversation, 'Turn.'));
  for (const stream of streams) await reaches(stream, ({ state }) => state.text === 'One ');
  for (const stream of streams) expect(await stream.cancel()).toBe('stored');
  for (const stream of streams) expect((await stream.ended).status).toBe('cancelled');
  used.provider.release('turns');
});

verifies('client:tabs', 'follows alone what the connected tab has only the end of', async () => {
  used.provider.enqueue(gated(['One ', 'two '], 'end', ['three']));
  const [first, second] = [openTab(), openTab()];
  const conversation = await begin(first.client);
  const sent = first.client.send(conversation, 'Count.');
  await reaches(sent, ({ state }) => state.text === 'One two ');
  sent.close();
  const [open] = (await first.client.conversations.snapshot(conversation)).turns;
  if (open === undefined) throw new Error('The turn is not open.');
  const tail = first.client.follow(open);
  expect(tail.state.text).toBe('One two ');
  await reaches(tail, ({ state }) => state.connection.state === 'open');
  const whole = second.client.follow(open.id);
  await reaches(whole, ({ state }) => state.text === 'One two ');
  used.provider.release('end');
  for (const stream of [tail, whole]) expect(await stream.ended).toMatchObject({ text: 'One two three' });
  const seqs: number[] = [];
  for await (const { seq } of whole) seqs.push(seq);
  expect(seqs).toEqual(seqs.map((_, index) => index));
});

verifies('client:tabs', 'tells other tabs of a message that was sent', async () => {
  const [first, second] = [openTab(), openTab()];
  const conversation = await begin(first.client);
  const heard = new Promise((resolve) => {
    const stop = second.client.onTurnElsewhere((turn) => {
      stop();
      resolve(turn);
    });
  });
  const stream = first.client.send(conversation, 'Hello?');
  expect(await heard).toEqual({ turn: (await stream.ended).turn, conversation });
});

verifies('client:tabs', 'hears of what others have sent, and not of its own', async () => {
  const [first, second] = [openTab(), openTab()];
  const conversation = await begin(first.client);
  const heard: string[] = [];
  let wake = (): void => undefined;
  const both = new Promise<void>((resolve) => {
    wake = () => {
      if (heard.length === 3) resolve();
    };
  });
  const hear =
    (name: string) =>
    ({ turn }: { readonly turn: string }): void => {
      heard.push(`${name} ${turn}`);
      wake();
    };
  const stops = [
    first.client.onTurnElsewhere(hear('first')),
    first.client.onTurnElsewhere(hear('again')),
    second.client.onTurnElsewhere(hear('second')),
  ];
  const own = (await first.client.send(conversation, 'Hello?').ended).turn;
  // What it says itself comes before what is said after it, where it is heard at all.
  const others = (await second.client.send(conversation, 'Hello!').ended).turn;
  await both;
  for (const stop of stops) stop();
  expect(heard).toEqual([`second ${own}`, `first ${others}`, `again ${others}`]);
});
