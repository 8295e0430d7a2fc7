import { OpenConversation } from './open-conversation.ts';

/** The last few conversations that were open stay so: their answers go on arriving, and coming back is at once. */
const KEPT = 4;
const opened = new Map<string, OpenConversation>();

/** The conversation, read from the server where it is not open already. */
export function openConversation(id: string): OpenConversation {
  const known = opened.get(id);
  const conversation = known ?? new OpenConversation(id);
  opened.delete(id);
  opened.set(id, conversation);
  void conversation.read();
  for (const [oldest, other] of opened) {
    if (opened.size <= KEPT) break;
    opened.delete(oldest);
    other.close();
  }
  return conversation;
}

/** Brings the open conversations up to date: all of them, or the one with this id. */
export function refreshOpened(id?: string): void {
  for (const conversation of opened.values()) if (id === undefined || conversation.id === id) void conversation.read();
}
