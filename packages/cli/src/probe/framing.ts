import { SseParser, type SseEvent } from '@parlance/wire';
import { ProbeFailure } from './failure.ts';
import { expectStatus, type Reply } from './reply.ts';

/** What the headers of every stream say. Source: CONTRACT.md §2.5. */
const HEADERS: readonly (readonly [name: string, wanted: RegExp])[] = [
  ['content-type', /^text\/event-stream; charset=utf-8$/],
  ['cache-control', /no-cache, no-transform$/],
  // A proxy may take it out: it is meant for proxies.
  ['x-accel-buffering', /^(?:no)?$/],
];

/** The events of a stream, heartbeats left out, after its framing was checked. Source: CONTRACT.md §6. */
export function expectStream(reply: Reply, names: 'named' | 'unnamed'): readonly SseEvent[] {
  expectStatus(reply, 200);
  for (const [name, wanted] of HEADERS) {
    const found = reply.header(name);
    if (!wanted.test(found)) throw new ProbeFailure(`has ${name}: ${found || 'nothing'}`);
  }
  const { text } = reply;
  if (text.includes('\r')) throw new ProbeFailure('has lines that end with CR');
  // oxlint-disable-next-line no-control-regex -- whatever is not plain ASCII is what is looked for
  if (/[^\n\u0020-\u007e]/.test(text)) throw new ProbeFailure('has characters beyond ASCII, at which clients cut');
  if (!/^retry: \d+\nid: \S+\n\n/.test(text))
    throw new ProbeFailure('does not begin with retry and the id of its turn');
  if (!text.endsWith('\n\n')) throw new ProbeFailure('ends in the middle of a frame');
  for (const frame of text.split('\n\n')) checkFrame(frame);
  const events: SseEvent[] = [];
  new SseParser({ onEvent: (event) => events.push(event), maxEventLength: 64 * 1_048_576 }).push(text);
  const hasNames = /^event: /m.test(text);
  if (hasNames !== (names === 'named'))
    throw new ProbeFailure(hasNames ? 'has names of events' : 'has no names of events');
  return events.filter(({ event }) => event !== 'heartbeat');
}

function checkFrame(frame: string): void {
  const count = (start: string): number => frame.split('\n').filter((line) => line.startsWith(start)).length;
  if (count('data:') === 0) return;
  if (count('data: ') !== 1) throw new ProbeFailure('has a frame without exactly one line "data: …"');
  if (count('id: ') !== 1 && !frame.startsWith('event: heartbeat')) throw new ProbeFailure('has a frame without an id');
}
