import { expect, test } from 'vitest';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { until } from '../support/look-inside.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, nativeEvent, readWholeLog } from '../support/oracle.ts';
import { IDLE_LIMIT_MS, PROXIES, startProxy } from '../support/proxy.ts';
import type { StreamClient } from '../support/stream-client.ts';
import { wordByWord } from '../support/word-by-word.ts';
import { startInProcess } from '../support/in-process.ts';
import { useServer } from '../support/use-server.ts';

const WORDS = 6;
const HEARTBEAT_MS = 250;
/** As many as take longer than the proxies' idle limit, even if they came twice as fast as they may. */
const HEARTBEATS = 1 + IDLE_LIMIT_MS / HEARTBEAT_MS;

const used = useServer({ HEARTBEAT_MS: String(HEARTBEAT_MS) });

function hasHeard(stream: StreamClient, word: number): boolean {
  return stream.events.map(nativeEvent).some((event) => event.type === 'part.delta' && event.text === ` word${word}`);
}

for (const kind of PROXIES) {
  describeWithProgram(kind.program, `through ${kind.title}`, (path) => {
    verifies('fault:C22', 'events arrive one by one, and a resume completes the stream', async () => {
      const name = `${kind.title}, one by one`;
      used.provider.onMarker(name, { steps: wordByWord(name, WORDS) });
      await using proxy = await startProxy(path, kind, used.server.url);
      const client = nativeClient(proxy.url);
      const stream = await client.ask(await client.createConversation(), name);
      for (let word = 0; word < WORDS / 2; word += 1) {
        used.provider.release(`${name} ${word}`);
        // The next word is not said before this one is here: a proxy that collects would never show it.
        await until(async () => hasHeard(stream, word));
      }
      stream.cut();
      await stream.ended;
      const rest = await client.follow(turnOf(stream), '', stream.lastId());
      for (let word = WORDS / 2; word < WORDS; word += 1) {
        used.provider.release(`${name} ${word}`);
        await until(async () => hasHeard(rest, word));
      }
      used.provider.release(`${name} end`);
      expect(await rest.ended).toBe(true);
      const log = await readWholeLog(used.server.url, turnOf(stream));
      judgeDelivery([...stream.events, ...rest.events], log);
      expect(judgeLog(log).end).toBe('turn.completed');
    });

    verifies('fault:C22 turn:15', 'heartbeats keep a silent stream open beyond the idle limit', async () => {
      const name = `${kind.title}, silent`;
      used.provider.onMarker(name, { steps: wordByWord(name, WORDS) });
      await using proxy = await startProxy(path, kind, used.server.url);
      const client = nativeClient(proxy.url);
      const stream = await client.ask(await client.createConversation(), name);
      await until(async () => stream.text().split('\n\n: ping').length > HEARTBEATS);
      for (let word = 0; word < WORDS; word += 1) used.provider.release(`${name} ${word}`);
      used.provider.release(`${name} end`);
      expect(await stream.ended).toBe(true);
      expect(judgeLog(stream.events.map(nativeEvent)).end).toBe('turn.completed');
    });

    test('a stream without heartbeats is cut at the idle limit, so the limit is real', async () => {
      await using quiet = await startInProcess({ environment: { OPENAI_BASE_URL: used.provider.baseUrl } });
      const name = `${kind.title}, without heartbeats`;
      used.provider.onMarker(name, { steps: wordByWord(name, WORDS) });
      await using proxy = await startProxy(path, kind, quiet.url);
      const client = nativeClient(proxy.url);
      const stream = await client.ask(await client.createConversation(), name);
      expect(await stream.ended).toBe(false);
    });
  });
}
