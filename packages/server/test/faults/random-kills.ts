import { answer, words } from '../support/fake-provider/script.ts';
import type { FakeProvider } from '../support/fake-provider/provider.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, judgeLog, readWholeLog } from '../support/oracle.ts';
import type { ServerHome, ServerProcess } from '../support/server-process.ts';
import type { StreamClient } from '../support/stream-client.ts';
import type { SseEvent } from '@parlance/wire';

export interface KillRound {
  /** How many turns were under way when the server was killed. */
  readonly live: number;
  readonly ends: readonly string[];
}

const TURNS_A_ROUND = 4;
const WORDS = 120;

/**
 * Starts several turns, kills the server when the first of their streams has brought `killAfter` events, starts it
 * again, resumes every stream and lets the oracle judge all of them. Throws where anything was lost, repeated or left
 * without an end, or where a message that had been accepted is gone.
 */
export async function killOnce(home: ServerHome, provider: FakeProvider, killAfter: number): Promise<KillRound> {
  provider.respondWith(() => answer(words(WORDS, killAfter + 1), { intervalMs: 1 }));
  const before = await home.start();
  const client = nativeClient(before.url);
  const conversations = await Promise.all(Array.from({ length: TURNS_A_ROUND }, () => client.createConversation()));
  const streams = await Promise.all(conversations.map((id, index) => client.ask(id, `message ${index}`)));
  const [first] = streams;
  if (killAfter > 0) {
    await first?.received(killAfter).catch(() => undefined);
  }
  await before.kill();
  await Promise.all(streams.map((stream) => stream.ended));
  const after = await home.start();
  const ends = await Promise.all(
    streams.map((stream, index) => resumeAndJudge(after, stream, conversations[index] ?? '', `message ${index}`)),
  );
  await after.kill();
  return { live: streams.filter((stream) => !isEnded(stream.events)).length, ends };
}

function isEnded(events: readonly SseEvent[]): boolean {
  return /"type":"turn\.(completed|failed|cancelled)"/.test(events.at(-1)?.data ?? '');
}

async function resumeAndJudge(
  server: ServerProcess,
  cut: StreamClient,
  conversation: string,
  message: string,
): Promise<string> {
  const client = nativeClient(server.url);
  const turn = turnOf(cut);
  const rest = await client.follow(turn, '', cut.lastId());
  if (!(await rest.ended)) {
    throw new Error(`The resumed stream of ${turn} was cut off.`);
  }
  const log = await readWholeLog(server.url, turn);
  const { text, end } = judgeLog(log);
  judgeDelivery([...cut.events, ...rest.events], log);
  const { body } = await client.call('GET', `/conversations/${conversation}/messages`);
  const stored = JSON.stringify(body);
  if (!stored.includes(JSON.stringify(message)) || !stored.includes(JSON.stringify(text))) {
    throw new Error(`The messages of ${conversation} are not what was accepted and said: ${stored}`);
  }
  return end;
}
