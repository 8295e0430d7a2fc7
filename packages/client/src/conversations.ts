import { queryOf, withoutUndefined, type Api } from './api.ts';
import { textIn } from './json.ts';
import { listIn } from './resources/read.ts';
import { toConversation, toMessage, toSnapshot } from './resources/parse.ts';
import type { Conversation, Message, Page, Snapshot } from './resources/types.ts';

const ROOT = '/api/v1/conversations';

/** The conversations of whoever the token stands for. Every call throws `ClientError`. */
export interface Conversations {
  /** The last changed first; `limit` up to 200, default 50. */
  list(options?: { readonly limit?: number; readonly after?: string }): Promise<Page<Conversation>>;
  create(options: { readonly assistant: string; readonly title?: string }): Promise<Conversation>;
  rename(id: string, title: string): Promise<Conversation>;
  /** Removes it with everything in it, and stops what runs. */
  remove(id: string): Promise<void>;
  /** Its newest messages (`limit` up to 200, default 50), and its open turns with the cursors to follow them from. */
  snapshot(id: string, options?: { readonly limit?: number }): Promise<Snapshot>;
  /** Messages of the current branch, oldest first: the newest ones, or those before the message `before`. */
  messages(id: string, options?: { readonly limit?: number; readonly before?: string }): Promise<readonly Message[]>;
}

export function createConversations(api: Api): Conversations {
  return {
    list: async ({ limit, after } = {}) => {
      const json = await api.json({ path: ROOT + queryOf({ limit, after }) });
      return { items: listIn(json, 'conversations', toConversation), next: textIn(json, 'next') ?? null };
    },
    create: async ({ assistant, title }) =>
      toConversation(await api.json({ path: ROOT, body: withoutUndefined({ assistant, title }) })),
    rename: async (id, title) => toConversation(await api.json({ method: 'PATCH', path: pathOf(id), body: { title } })),
    remove: async (id) => void (await api.json({ method: 'DELETE', path: pathOf(id) })),
    snapshot: async (id, { limit } = {}) => toSnapshot(await api.json({ path: pathOf(id) + queryOf({ limit }) })),
    messages: async (id, { limit, before } = {}) =>
      listIn(await api.json({ path: `${pathOf(id)}/messages${queryOf({ limit, before })}` }), 'messages', toMessage),
  };
}

export function pathOf(conversation: string): string {
  return `${ROOT}/${encodeURIComponent(conversation)}`;
}
