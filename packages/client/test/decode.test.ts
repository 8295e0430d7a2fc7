import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  BEFORE_FIRST,
  dialects,
  framesAfter,
  isTerminal,
  SseParser,
  streamPreamble,
  type SseEvent,
  type TurnEvent,
} from '@parlance/wire';
import { verifies } from '../../../spec/verifies.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { useServer } from '../../server/test/support/use-server.ts';
import { anyTurnLog } from '../../wire/test/arbitrary-log.ts';
import { createClient, createDecoder, decode, type DecodedEvent, type DialectName } from '../src/index.ts';
import { begin } from './support/turns.ts';

const FORMATS = ['native', 'milo', 'assistant', 'studyguru', 'jacie', 'staff'] as const;

verifies('client:decode', 'reads from every format what the format tells of any turn', () => {
  fc.assert(
    fc.property(anyTurnLog, fc.constantFrom(...FORMATS), ({ header, events }, format) => {
      const options = format === 'jacie' ? { stream_tokens: true } : {};
      const decoded = decodeAll(format, stream(format, { ...header, options }, events));
      const terminal = events.at(-1);
      const last = decoded.at(-1);
      if (terminal === undefined || !isTerminal(terminal)) throw new Error('A log ends with a terminal.');
      if (format === 'native') {
        expect(decoded).toEqual(JSON.parse(JSON.stringify(events)));
        return;
      }
      expect(textOf(decoded)).toBe(shownText(events));
      expect(last).toMatchObject({ turn: terminal.turn, seq: terminal.seq });
      expect(last).toMatchObject(
        terminal.type === 'turn.failed'
          ? { type: 'turn.failed', message: terminal.message, partial: shownText(events) }
          : { type: 'turn.completed' },
      );
      expect(decoded.filter(({ type }) => type === 'progress')).toHaveLength(
        format === 'jacie' ? events.filter(({ type }) => type === 'progress').length : 0,
      );
    }),
    { numRuns: 300 },
  );
});

const used = useServer();
const ADDRESSES = {
  milo: ['/milo/chat/stream', { message: 'Hi', session_id: 'decode' }],
  assistant: ['/assistant/chat', { message: 'Hi' }],
  jacie: ['/jacie/chat/stream', { query: 'Hi', auto_load_documents: false }],
  staff: ['/api/v1/staff/maya/messages/stream', { content: 'Hi' }],
} as const;

verifies('client:decode', 'reads what the open systems answer, and one turn in the format of each', async () => {
  used.provider.respondWith(() => answer(['Good ', 'day.']));
  const post = (path: string, body: unknown, headers = {}): Promise<Response> =>
    fetch(used.server.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  for (const [name, [path, body]] of Object.entries(ADDRESSES)) {
    const events = await collect(decode(name as DialectName, await post(path, body)));
    expect(events.at(-1), name).toMatchObject({ type: 'turn.completed' });
    if (name !== 'jacie') expect(textOf(events), name).toBe('Good day.');
  }
  const client = createClient({ url: used.server.url });
  const { turn } = await client.send(await begin(client), 'Hi').ended;
  for (const format of FORMATS) {
    const response = await fetch(`${used.server.url}/api/v1/turns/${turn}/events?format=${format}`);
    expect((await collect(decode(format, response))).at(-1), format).toMatchObject({ type: 'turn.completed', turn });
  }
  const missing = await fetch(`${used.server.url}/api/v1/turns/${randomUUID()}/events`);
  await expect(collect(decode('native', missing))).rejects.toMatchObject({ kind: 'not-found', status: 404 });
  await expect(
    collect(decode('staff', await post('/api/v1/staff/nobody/messages/stream', { content: 'x' }))),
  ).rejects.toMatchObject({ kind: 'not-found', message: 'Staff with id nobody not found' });
});

verifies('client:decode', 'refuses what is not of the format, and a stream that ends early', async () => {
  const of = (text: string): Response => new Response(text, { headers: { 'Content-Type': 'text/event-stream' } });
  const reading = (format: DialectName, text: string): Promise<unknown> => collect(decode(format, of(text)));
  await expect(reading('milo', 'data: {"content": "Hal')).rejects.toMatchObject({ kind: 'network' });
  await expect(reading('milo', 'data: <html>\n\n')).rejects.toMatchObject({ kind: 'protocol' });
  await expect(reading('native', 'data: {"content":"x"}\n\n')).rejects.toMatchObject({ kind: 'protocol' });
  await expect(reading('staff', 'data: {"type":"token"}\n\n')).rejects.toMatchObject({ kind: 'protocol' });
  const json = new Response('{"content":"Hello."}', { headers: { 'Content-Type': 'application/json' } });
  await expect(collect(decode('milo', json))).rejects.toMatchObject({ kind: 'protocol' });
  // What a newer server may add is passed over.
  const more = 'data: {"type":"mood"}\n\ndata: {"type":"done","message_id":"m"}\n\n';
  await expect(reading('staff', more)).resolves.toMatchObject([{ type: 'turn.completed', message: 'm' }]);
});

function stream(
  format: string,
  header: Parameters<NonNullable<ReturnType<typeof dialects.get>>['start']>[0],
  events: readonly TurnEvent[],
): string {
  const dialect = dialects.get(format);
  if (dialect === undefined) throw new Error(`There is no format ${format}.`);
  const [, text] = framesAfter(dialect, dialect.start(header), events, BEFORE_FIRST);
  return streamPreamble(header.id) + dialect.heartbeat + text;
}

type Decoded = DecodedEvent | TurnEvent;

function decodeAll(format: DialectName, text: string): readonly Decoded[] {
  const read = createDecoder(format);
  const frames: SseEvent[] = [];
  new SseParser({ onEvent: (frame) => frames.push(frame) }).push(text);
  return frames.flatMap((frame) => read(frame));
}

function textOf(events: readonly Decoded[]): string {
  return events.map((event) => (event.type === 'part.delta' ? event.text : '')).join('');
}

/** What the systems' formats show: the deltas of parts that are text and open. */
function shownText(events: readonly TurnEvent[]): string {
  const open = new Set<number>();
  let text = '';
  for (const event of events) {
    if (event.type === 'part.started' && event.kind === 'text') open.add(event.part);
    if (event.type === 'part.ended') open.delete(event.part);
    if (event.type === 'part.delta' && open.has(event.part)) text += event.text;
  }
  return text;
}

async function collect(events: AsyncGenerator<Decoded>): Promise<readonly Decoded[]> {
  const all: Decoded[] = [];
  for await (const event of events) all.push(event);
  return all;
}
