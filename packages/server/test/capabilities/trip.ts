import { join } from 'node:path';
import type { TurnEvent } from '@parlance/wire';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeLog, nativeEvent } from '../support/oracle.ts';
import type { StreamClient } from '../support/stream-client.ts';

/** Where the example guide is: the assistant `trip-planner`. */
export const EXAMPLES = join(import.meta.dirname, '../../../../examples/assistants');

/** A traveller in a conversation of their own. */
export interface Trip {
  readonly conversation: string;
  open(message: string, more?: Readonly<Record<string, unknown>>): Promise<StreamClient>;
  /** Says it, and waits for the whole answer. */
  say(message: string, more?: Readonly<Record<string, unknown>>): Promise<Said>;
  state(): Promise<GuideResource>;
}

export interface Said {
  readonly text: string;
  readonly end: string;
  readonly log: readonly TurnEvent[];
  readonly states: readonly Extract<TurnEvent, { readonly type: 'state' }>[];
  readonly turn: string;
  readonly assistantMessage: string;
}

export interface GuideResource {
  readonly version: number;
  readonly turn: string | null;
  readonly data: { readonly step?: string; readonly stepNumber?: number; readonly slots?: unknown };
}

export async function beginTrip(base: string): Promise<Trip> {
  const { body } = await nativeClient(base).call('POST', '/conversations', { assistant: 'trip-planner' });
  return tripIn(base, String(body['id']));
}

/** The same trip at another address: after a restart of the server. */
export function tripIn(base: string, conversation: string): Trip {
  const client = nativeClient(base);
  const open: Trip['open'] = (message, more) => client.ask(conversation, message, more);
  return {
    conversation,
    open,
    say: async (message, more) => {
      const stream = await open(message, more);
      await stream.ended;
      return toldBy(stream);
    },
    state: async () => {
      const { body } = await client.call('GET', `/conversations/${conversation}/states/guide`);
      // The documented form of a state.
      return body as unknown as GuideResource;
    },
  };
}

export function toldBy(stream: StreamClient): Said {
  const log = stream.events.map(nativeEvent);
  const { text, end } = judgeLog(log);
  const [started] = log;
  if (started?.type !== 'turn.started') throw new Error('The log has no beginning.');
  const states = log.filter((event) => event.type === 'state');
  return { text, end, log, states, turn: turnOf(stream), assistantMessage: started.assistantMessage };
}
