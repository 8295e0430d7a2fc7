import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { documentClient } from '../ingestion/support/document-client.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { createServerHome } from '../support/server-process.ts';
import { openStreamClient, type StreamClient } from '../support/stream-client.ts';

const progressOf = (streams: readonly StreamClient[]) =>
  streams.flatMap(({ events }) => events).filter(({ event }) => event === 'progress');

verifies(
  'jacie:kill jacie:resume http:listen',
  'a stream that a kill cut off in its progress goes on in the next process, and its percentages never go back',
  async () => {
    await using provider = await startFakeProvider();
    await using home = await createServerHome();
    const place = join(home.folder, 'place');
    await mkdir(place);
    await writeFile(join(place, 'harbour.txt'), 'The harbour moved 81 tonnes of amber in 2025.');
    const environment = { DOCUMENTS: place, LISTEN: 'jacie=0', OPENAI_BASE_URL: provider.baseUrl };
    const start = async () => {
      const server = await home.start(environment);
      return { server, jacie: /jacie alone: (\S+)/.exec(server.errors())?.[1] ?? '' };
    };
    provider.enqueue({ steps: [{ kind: 'wait', gate: 'never' }] }, answer(['81 tonnes [d1].']));
    const { server, jacie } = await start();
    await documentClient(server.url).idle();
    const request = { path: '/fast_chat/stream', body: { query: 'How much amber did the harbour move?' } };
    const first = await openStreamClient(jacie, request);
    await provider.called(0);
    await first.received(6);
    const ids = first.events.map(({ id }) => id);
    await server.kill();
    const next = await start();
    const resumed = { path: '/fast_chat/stream', method: 'POST', headers: { 'Last-Event-ID': ids[1] ?? '' } } as const;
    const rest = await openStreamClient(next.jacie, resumed);
    expect(await rest.ended).toBe(true);
    // What was told before has the same ids; the work is done again, and told again at the percentage that was reached.
    expect(rest.events.slice(0, 4).map(({ id }) => id)).toEqual(ids.slice(2, 6));
    const percents = progressOf([rest]).map(({ data }) => Number((JSON.parse(data) as { progress: number }).progress));
    expect(percents).toEqual(percents.toSorted((one, other) => one - other));
    expect(rest.events.at(-1)?.event).toBe('result');
    expect(JSON.parse(rest.events.at(-1)?.data ?? '')).toMatchObject({
      response: '81 tonnes [d1].',
      citations: [{ document: 'harbour.txt', page: 1, quote: 'The harbour moved 81 tonnes of amber in 2025.' }],
    });
    await next.server.stop();
  },
);
