import { nativeClient } from '../../../support/native-client.ts';
import type { StreamClient } from '../../../support/stream-client.ts';
import { openStreamClient } from '../../../support/stream-client.ts';
import { framesOf } from '../../../surfaces/support/staff-client.ts';
import type { Context } from '../context.ts';

export interface Told {
  readonly turn: string;
  readonly conversation: string;
  readonly answer: string;
}

export interface Citation {
  readonly id: string;
  readonly quote: string;
  readonly source: { readonly kind: string; readonly title: string; readonly ref: string };
}

export interface KnownMemory {
  readonly id: string;
  readonly text: string;
  readonly value: string;
  readonly status: string;
  readonly sources: readonly { readonly message: string; readonly text: string }[];
  readonly history?: readonly { readonly value: string; readonly status: string }[];
}

/** Somebody who talks to staff members, and looks after what they remember. */
export interface Person {
  open(member: string, content: string, conversation?: string): Promise<StreamClient>;
  tell(member: string, content: string, conversation?: string): Promise<Told>;
  citations(turn: string): Promise<readonly Citation[]>;
  context(turn: string): Promise<Context>;
  /** The current memories whose text holds this. */
  memories(holding: string): Promise<readonly KnownMemory[]>;
  memory(id: string): Promise<KnownMemory>;
  call: ReturnType<typeof nativeClient>['call'];
}

export function person(base: string): Person {
  const native = nativeClient(base);
  const open: Person['open'] = (member, content, conversation) =>
    openStreamClient(base, {
      path: `/api/v1/staff/${member}/messages/stream`,
      body: { content, ...(conversation === undefined ? {} : { conversation_id: conversation }) },
    });
  return {
    open,
    call: (...asked) => native.call(...asked),
    tell: async (member, content, conversation) => {
      const stream = await open(member, content, conversation);
      await stream.ended;
      const answer = framesOf(stream).map((frame) => (frame['type'] === 'token' ? String(frame['content']) : ''));
      return {
        turn: String(stream.headers['x-turn-id']),
        conversation: String(stream.headers['x-conversation-id']),
        answer: answer.join(''),
      };
    },
    citations: async (turn) => {
      const events = await native.follow(turn);
      await events.ended;
      const parsed = framesOf(events).filter(({ type }) => type === 'citation');
      return parsed as unknown as readonly Citation[];
    },
    context: async (turn) => (await native.call('GET', `/turns/${turn}/context`)).body as unknown as Context,
    memories: async (holding) => {
      const { body } = await native.call('GET', '/memories?limit=100');
      const all = body['memories'] as readonly KnownMemory[];
      return all.filter(({ text, status }) => status === 'current' && text.includes(holding));
    },
    memory: async (id) => (await native.call('GET', `/memories/${id}`)).body as unknown as KnownMemory,
  };
}
