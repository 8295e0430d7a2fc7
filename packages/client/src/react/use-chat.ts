import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { Chat, type ChatOptions } from '../chat/chat.ts';
import type { ChatState } from '../chat/chat-state.ts';
import type { Client } from '../client.ts';
import type { Connection } from '../stream/connection.ts';
import type { TurnState } from '../stream/turn-state.ts';
import { useClient } from './provider.ts';
import { SharedThings } from './shared.ts';

export interface UseChatOptions extends ChatOptions {
  /** Default: that of `ParlanceProvider`, else one for the page's own origin. */
  readonly client?: Client;
  /** Called once with the id of a conversation that the first message has begun: for the page's address. */
  readonly onConversation?: (id: string) => void;
}

/** What `useChat` gives: the chat's state, the newest turn's parts by their names, and what can be done. */
export interface UseChat extends ChatState, Pick<Chat, 'send' | 'stop' | 'retry' | 'edit' | 'read'> {
  readonly progress: TurnState['progress'];
  readonly citations: TurnState['citations'];
  readonly states: TurnState['states'];
  readonly usage: TurnState['usage'];
  /** How the newest turn is connected; null before the first. */
  readonly connection: Connection | null;
  /** `asked` while the wish to stop is on its way, `stored` once the server has it. */
  readonly stopping: TurnState['stop'];
}

const chats = new SharedThings<Chat>();
const NOTHING: readonly never[] = [];
const NO_STATES: TurnState['states'] = {};

/**
 * A conversation with any assistant. It renders at most once a frame, goes on after remounts and reloads, and shows
 * what other tabs have sent. Components that name the same conversation share it.
 */
export function useChat(options: UseChatOptions = {}): UseChat {
  const { assistant, conversation = null, limit, onConversation } = options;
  const client = useClient(options.client);
  const {
    thing: chat,
    store,
    nameIt,
  } = useMemo(
    () => chats.get(client, conversation, () => new Chat(client, { assistant, conversation, limit })),
    [client, assistant, conversation, limit],
  );
  const state = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  const begun = conversation === null ? state.conversation : null;
  useEffect(() => {
    if (begun === null) return;
    nameIt(begun);
    onConversation?.(begun);
    // Not with each new `onConversation`: most are new with each render.
  }, [begun, nameIt]);
  const actions = useMemo(() => actionsOf(chat), [chat]);
  const { turn } = state;
  return {
    ...state,
    ...actions,
    progress: turn?.progress ?? NOTHING,
    citations: turn?.citations ?? NOTHING,
    states: turn?.states ?? NO_STATES,
    usage: turn?.usage ?? null,
    connection: turn?.connection ?? null,
    stopping: turn?.stop ?? 'none',
  };
}

/** As functions of their own: they are handed on as event handlers, and stay the same. */
function actionsOf(chat: Chat): Pick<Chat, 'send' | 'stop' | 'retry' | 'edit' | 'read'> {
  return {
    send: (text, choices) => chat.send(text, choices),
    stop: () => chat.stop(),
    retry: () => chat.retry(),
    edit: (message, text) => chat.edit(message, text),
    read: () => chat.read(),
  };
}
