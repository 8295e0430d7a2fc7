import { isTerminal } from '@parlance/wire';
import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeLog, nativeEvent, readWholeLog } from '../support/oracle.ts';
import { openStreamClient } from '../support/stream-client.ts';

/** Text that has broken some client's framing before. */
const HOSTILE = [
  'plain',
  '\n\ndata: {"is_final":true}\n\n',
  '\r\nid: 9\r\n',
  'event: forged\ndata: [DONE]\n\n',
  '\u2028\u2029\u0085',
  '日本語 🙂 \u{10ffff}',
  ': ping\n\n',
  'x'.repeat(20_000),
];
const BLOCK = /^(?:event: [^\n]+\n)?id: [0-9a-f-]{36}(?::\d+){1,2}\ndata: [^\n]+$/;

describe('what stands on the wire', () => {
  for (const format of ['native', 'assistant'] as const) {
    verifies(
      'turn:14 turn:11 framing:1 framing:2 framing:3 framing:4 framing:5 framing:6 framing:8',
      `obeys the framing rules in ${format}`,
      async () => {
        await using provider = await startFakeProvider({ respond: () => answer(HOSTILE) });
        await using server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl } });
        const client = nativeClient(server.url);
        const stream =
          format === 'native'
            ? await client.ask(await client.createConversation(), 'Go')
            : await openStreamClient(server.url, { path: '/chat', body: { message: 'Go' } });
        expect(await stream.ended).toBe(true);
        const log = await readWholeLog(server.url, turnOf(stream));
        expect(judgeLog(log).text).toBe(HOSTILE.join(''));
        const [preamble, ...blocks] = stream.text().split('\n\n').slice(0, -1);
        expect(preamble).toBe(`retry: 1500\nid: ${turnOf(stream)}`);
        expect(stream.text()).toMatch(/^[\n\x20-\x7e]*$/);
        expect(blocks.filter((block) => !BLOCK.test(block))).toEqual([]);
        // No text made an event, and none was swallowed: the frames are those of the log, or of its deltas and its end.
        const deltas = log.filter((event) => event.type === 'part.delta').length;
        expect(stream.events).toHaveLength(format === 'native' ? log.length : deltas + 1);
        expect(stream.events.every(({ event }) => event === 'message')).toBe(true);
        expect(stream.text()).not.toContain('[DONE]\n\n');
        const replay = await client.follow(turnOf(stream), `?format=${format}`);
        await replay.ended;
        expect(replay.text()).toBe(stream.text());
        const last = stream.events.at(-1);
        expect(format === 'native' && last !== undefined ? isTerminal(nativeEvent(last)) : last?.data).toEqual(
          format === 'native' ? true : expect.stringContaining('"is_final":true'),
        );
      },
    );
  }
});
