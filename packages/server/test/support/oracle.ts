import { isTerminal, type TurnEvent } from '@parlance/wire';
import type { SseEvent } from '@parlance/wire';
import { openStreamClient } from './stream-client.ts';

/** What must hold after every test, whatever was done to the server. Source: FAULTS.md §1, oracle I1–I3. */
export interface Verdict {
  readonly log: readonly TurnEvent[];
  readonly text: string;
  readonly end: string;
}

/** Reads a turn's whole log through the API, in the native format. Only for turns that have ended. */
export async function readWholeLog(
  base: string,
  turn: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly TurnEvent[]> {
  const client = await openStreamClient(base, { path: `/api/v1/turns/${turn}/events?format=native`, headers });
  if (!(await client.ended)) {
    throw new Error(`The log of ${turn} was cut off after ${client.events.length} events.`);
  }
  return client.events.map(nativeEvent);
}

/** Checks a whole log; throws an error that says what is wrong with it. */
export function judgeLog(log: readonly TurnEvent[]): Verdict {
  const parts = new Set<number>();
  let text = '';
  for (const [index, event] of log.entries()) {
    expectThat(event.seq === index, `event ${index} has number ${event.seq}`);
    expectThat(isTerminal(event) === (index === log.length - 1), `terminal at ${index} of ${log.length}`);
    if (event.type === 'part.started' && event.kind === 'text') {
      parts.add(event.part);
    }
    if (event.type === 'part.delta' && parts.has(event.part)) {
      text += event.text;
    }
  }
  const last = log.at(-1);
  expectThat(last !== undefined, 'the log is empty');
  const stored =
    last?.type === 'turn.completed' ? last.text : last !== undefined && 'partial' in last ? last.partial : '';
  expectThat(stored === text, `the terminal says ${JSON.stringify(stored)}, the deltas ${JSON.stringify(text)}`);
  return { log, text, end: last?.type ?? '' };
}

/**
 * Checks that what several connections of one reader got, one after the other, is the log's beginning without a gap
 * or a repeat; with `complete`, that it is all of it.
 */
export function judgeDelivery(
  received: readonly SseEvent[],
  log: readonly TurnEvent[],
  { complete = true }: { readonly complete?: boolean } = {},
): void {
  for (const [index, event] of received.entries()) {
    expectThat(
      JSON.stringify(nativeEvent(event)) === JSON.stringify(log[index]),
      `delivered event ${index} (${event.data}) is not the log's (${JSON.stringify(log[index])})`,
    );
  }
  expectThat(!complete || received.length === log.length, `${received.length} of ${log.length} events delivered`);
}

export function nativeEvent(event: SseEvent): TurnEvent {
  // The native format is the event itself.
  return JSON.parse(event.data) as TurnEvent;
}

function expectThat(holds: boolean, otherwise: string): void {
  if (!holds) {
    throw new Error(`The oracle objects: ${otherwise}.`);
  }
}
