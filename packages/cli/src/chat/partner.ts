import type { Client, TurnStream } from '@parlance/client';
import { z } from 'zod';

export interface Said {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** `complete`, or how it ended. */
  readonly status: string;
}

/** Somebody to talk to, in one conversation at a time. Every call throws `ClientError`. */
export interface Partner {
  readonly title: string;
  /** The conversation, to go on in later; null before the first message, and where there is only one anyway. */
  conversation(): string | null;
  send(message: string): Promise<TurnStream>;
  /** Asks the last question again, in the place of its answer where that is possible; null where there is none. */
  retry(): Promise<TurnStream | null>;
  /** The oldest first. */
  history(): Promise<readonly Said[]>;
  /** Answers that are under way. */
  open(): Promise<readonly TurnStream[]>;
  /** False where there can be no second conversation. */
  startAnew(): boolean;
}

/** An assistant, in conversations of the native API; one is made with the first message. */
export function assistantPartner(client: Client, assistant: string, title: string, given: string | null): Partner {
  let id = given;
  const messages = (conversation: string): ReturnType<Client['conversations']['messages']> =>
    client.conversations.messages(conversation, { limit: 200 });
  return {
    title,
    conversation: () => id,
    send: async (message) => {
      id ??= (await client.conversations.create({ assistant })).id;
      return client.send(id, message);
    },
    retry: async () => {
      if (id === null) return null;
      const last = (await messages(id)).findLast(({ role }) => role === 'user');
      return last === undefined ? null : client.send(id, last.text, { parent: last.parent });
    },
    history: async () => (id === null ? [] : await messages(id)),
    open: async () => {
      if (id === null) return [];
      const { turns } = await client.conversations.snapshot(id);
      return turns.map((turn) => client.follow(turn));
    },
    startAnew: () => {
      id = null;
      return true;
    },
  };
}

/** A colleague, with whom each user has one conversation. */
export function staffPartner(client: Client, member: string, title: string): Partner {
  const page = async (): Promise<StaffPage> => {
    const path = `/api/v1/staff/${encodeURIComponent(member)}/messages?limit=100`;
    return readPage(await client.api.json({ path }));
  };
  return {
    title,
    conversation: () => null,
    send: async (message) => client.sendToStaff(member, message),
    retry: async () => {
      const last = (await page()).messages.findLast(({ role }) => role === 'user');
      return last === undefined ? null : client.sendToStaff(member, last.text);
    },
    history: async () => (await page()).messages,
    open: async () => (await page()).open.map((turn) => client.follow(turn)),
    startAnew: () => false,
  };
}

interface StaffPage {
  readonly messages: readonly Said[];
  readonly open: readonly string[];
}

/** Source: CONTRACT.md §2.5. */
const PAGE = z.object({
  messages: z.array(z.object({ message_type: z.string(), content: z.string(), status: z.string().optional() })),
  active_turns: z.array(z.string()).optional(),
});

/** The newest hundred come newest first; they are turned around. */
function readPage(body: unknown): StaffPage {
  const { messages, active_turns: open = [] } = PAGE.parse(body);
  const said = messages.map(({ message_type: type, content, status = 'complete' }): Said => ({
    role: type === 'user' ? 'user' : 'assistant',
    text: content,
    status,
  }));
  return { messages: said.toReversed(), open };
}
