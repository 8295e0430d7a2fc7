import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer, words } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, readWholeLog } from '../support/oracle.ts';
import type { SseEvent } from '@parlance/wire';

const WORDS = 30;
const EVENTS = WORDS + 6;

verifies(
  'fault:C01 turn:10',
  'a connection may break at any event: generation goes on and a resume completes it',
  async () => {
    await using provider = await startFakeProvider({ respond: () => answer(words(WORDS), { intervalMs: 2 }) });
    await using server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl } });
    const client = nativeClient(server.url);
    await Promise.all(
      Array.from({ length: EVENTS }, async (_, cutAt) => {
        const stream = await client.ask(await client.createConversation(), `cut at ${cutAt}`);
        await stream.received(cutAt);
        const received = stream.events.slice(0, cutAt);
        stream.cut();
        await stream.ended;
        const rest = await client.follow(turnOf(stream), '', received.at(-1)?.id ?? turnOf(stream));
        expect(await rest.ended).toBe(true);
        const log = await readWholeLog(server.url, turnOf(stream));
        judgeDelivery([...received, ...rest.events], log);
        expect(judgeLog(log)).toMatchObject({ text: words(WORDS).join(''), end: 'turn.completed' });
      }),
    );
    expect(provider.calls).toHaveLength(EVENTS);
  },
);

verifies(
  'fault:C01 turn:13',
  'a reader that breaks off after every few events still gets each exactly once',
  async () => {
    await using provider = await startFakeProvider({ respond: () => answer(words(200), { intervalMs: 2 }) });
    await using server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl } });
    const client = nativeClient(server.url);
    let stream = await client.ask(await client.createConversation(), 'hop');
    const turn = turnOf(stream);
    const received: SseEvent[] = [];
    for (let hop = 1; ; hop += 1) {
      const ended = await Promise.race([
        stream.received(1 + (hop % 7)).then(
          () => false,
          () => true,
        ),
        stream.ended,
      ]);
      stream.cut();
      await stream.ended;
      received.push(...stream.events);
      if (ended || stream.status === 204) {
        break;
      }
      stream = await client.follow(turn, '', received.at(-1)?.id ?? turn);
    }
    const log = await readWholeLog(server.url, turn);
    judgeLog(log);
    judgeDelivery(received, log);
  },
);
