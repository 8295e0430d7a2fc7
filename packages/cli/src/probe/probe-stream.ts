import type { SseEvent } from '@parlance/wire';
import { expectStream } from './framing.ts';
import { expectStatus, expectThat, parseJson, type Reply } from './reply.ts';
import type { Asking, World } from './world.ts';

export interface StreamProbe {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What differs between another question and this one, to be refused under the same key. */
  readonly otherBody: Readonly<Record<string, unknown>>;
  readonly names?: 'named' | 'unnamed';
  /** True for the last event, false for one that tells of a failure. */
  readonly isEnd: (data: Readonly<Record<string, unknown>>, event: SseEvent) => boolean;
}

export interface ProbedStream {
  readonly turn: string;
  readonly conversation: string;
  readonly events: readonly SseEvent[];
}

/**
 * Asks once, and has the answer three times: as a stream, repeated under the same key, and resumed from its middle. All
 * must agree; only the first costs anything. What it made is removed at the end.
 */
export async function probeStream(world: World, probe: StreamProbe): Promise<ProbedStream> {
  const { path, body, names = 'unnamed' } = probe;
  const key = { 'Idempotency-Key': `${world.run}:${path}` };
  const first = await world.ask({ path, body, headers: key });
  const events = expectStream(first, names);
  const [turn, conversation] = [first.header('x-turn-id'), first.header('x-conversation-id')];
  expectThat(turn !== '' && conversation !== '', 'does not name its turn and its conversation');
  world.atEnd(`/api/v1/conversations/${conversation}`);
  expectEnd(events, probe);

  const repeated = await world.ask({ path, body, headers: key });
  expectThat(repeated.header('idempotency-replayed') === 'true', 'does not say that a repeat is one');
  expectThat(repeated.header('x-turn-id') === turn, 'makes a second turn of a repeat');
  expectSame(repeated, events, names, 'gives a repeat other events than the first time');
  const other = await world.ask({ path, body: probe.otherBody, headers: key });
  expectStatus(other, 422);

  await expectResumes(world, { method: 'POST', path, headers: {} }, events, names);
  return { turn, conversation, events };
}

/** A cursor in the middle gives the rest, and the last one 204. */
export async function expectResumes(
  world: World,
  asking: Asking,
  events: readonly SseEvent[],
  names: 'named' | 'unnamed',
): Promise<void> {
  const middle = Math.floor((events.length - 1) / 2);
  const from = (id: string): Promise<Reply> => world.ask({ ...asking, headers: { 'Last-Event-ID': id } });
  const left = events.slice(middle + 1);
  const rest = await from(events[middle]?.id ?? '');
  if (left.length === 0) return expectStatus(rest, 204);
  expectSame(rest, left, names, 'resumes with other events than those that were left');
  expectStatus(await from(events.at(-1)?.id ?? ''), 204);
}

function expectEnd(events: readonly SseEvent[], { isEnd }: StreamProbe): void {
  const last = events.at(-1);
  expectThat(last !== undefined, 'has no events');
  const data = recordOf(last);
  expectThat(isEnd(data, last), `does not end as documented: ${last.data.slice(0, 160)}`);
}

function expectSame(reply: Reply, events: readonly SseEvent[], names: 'named' | 'unnamed', problem: string): void {
  const again = expectStream(reply, names);
  const text = (list: readonly SseEvent[]): string =>
    list.map(({ id, event, data }) => `${id}\n${event}\n${data}`).join('\n\n');
  expectThat(text(again) === text(events), problem);
}

export function recordOf({ data }: SseEvent): Readonly<Record<string, unknown>> {
  const value = parseJson(data);
  expectThat(typeof value === 'object' && value !== null, `has an event that is no object: ${data.slice(0, 80)}`);
  return { ...value };
}
