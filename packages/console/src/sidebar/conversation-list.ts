import type { Conversation } from '@parlance/client';
import { client, noteFailure } from '../app/server.ts';
import { announceChange } from '../conversation/announce.ts';
import { refreshOpened } from '../conversation/opened.ts';
import { Store } from '../parts/store.ts';

const PAGE = 60;
/** A search looks at so many conversations, the last changed first. */
const SEARCHED = 2_000;

export interface ListView {
  /** The last changed first; null until they have been read. */
  readonly conversations: readonly Conversation[] | null;
  /** `after` of the next page; null where all are there. */
  readonly next: string | null;
}

/** The user's conversations, as far as they have been read. */
export const list = new Store<ListView>({ conversations: null, next: null });

/** Reads the newest page again; what was read beyond it stays. */
export async function readList(): Promise<void> {
  try {
    const { items, next } = await client.conversations.list({ limit: PAGE });
    list.update((before) => {
      const read = new Set(items.map(({ id }) => id));
      const oldest = items.at(-1)?.updatedAt ?? '';
      const beyond = (before.conversations ?? []).filter(({ id, updatedAt }) => !read.has(id) && updatedAt < oldest);
      return beyond.length === 0
        ? { conversations: items, next }
        : { conversations: [...items, ...beyond], next: before.next };
    });
  } catch (error) {
    noteFailure(error);
  }
}

/** Reads one page more; resolves with false where there is none. */
export async function readMore(): Promise<boolean> {
  const { next } = list.get();
  if (next === null) return false;
  try {
    const page = await client.conversations.list({ limit: PAGE, after: next });
    list.update((before) => {
      const known = new Set((before.conversations ?? []).map(({ id }) => id));
      const fresh = page.items.filter(({ id }) => !known.has(id));
      return { conversations: [...(before.conversations ?? []), ...fresh], next: page.next };
    });
    return page.next !== null;
  } catch (error) {
    noteFailure(error);
    return false;
  }
}

/** Brings what a search should look through. */
export async function readForSearch(): Promise<void> {
  while ((list.get().conversations?.length ?? 0) < SEARCHED && (await readMore()));
}

export async function rename(id: string, title: string): Promise<void> {
  const renamed = await client.conversations.rename(id, title);
  replace(id, renamed);
  announceChange(id);
  // Its heading and the title of the tab are read with the conversation.
  refreshOpened(id);
}

export async function remove(id: string): Promise<void> {
  await client.conversations.remove(id);
  replace(id, null);
  announceChange(id);
}

/** Puts a new conversation at the top, before the server is asked for the list again. */
export function addConversation(conversation: Conversation): void {
  list.update((before) => ({ ...before, conversations: [conversation, ...(before.conversations ?? [])] }));
}

function replace(id: string, by: Conversation | null): void {
  list.update((before) => ({
    ...before,
    conversations: (before.conversations ?? []).flatMap((each) => (each.id !== id ? [each] : by === null ? [] : [by])),
  }));
}
