import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { StaffChat } from '../chat/staff-chat.ts';
import type { Client } from '../client.ts';
import { hasEnded, type TurnState } from '../stream/turn-state.ts';
import { useClient } from './provider.ts';
import { SharedThings } from './shared.ts';

export interface UseStaffStreaming {
  /** Sends a message; resolves with how its turn ended, or why it was refused. It never rejects. */
  readonly sendMessage: (content: string) => Promise<TurnState>;
  /** True from the send to the end of the answer, also while a broken connection is being mended. */
  readonly isStreaming: boolean;
  /** The answer so far; after its end the whole of it, until the next. Several messages are answered in their order. */
  readonly streamingContent: string;
  /** What went wrong with the newest message and what to do, in words to show; null where nothing did. */
  readonly error: string | null;
  /** Stops the answer and what waits behind it; what was said is kept. Resolves once the server has stored that, or refused it. */
  readonly abortStream: () => Promise<void>;
  /** All that is known of the turn that is being answered, or else of the newest; null before the first. */
  readonly turn: TurnState | null;
}

const chats = new SharedThings<StaffChat>();

/** Talks with a staff member. Source: CONTRACT.md §2.5. */
export function useStaffStreaming(staffId: string, options: { readonly client?: Client } = {}): UseStaffStreaming {
  const client = useClient(options.client);
  const { thing: chat, store } = useMemo(
    () => chats.get(client, staffId, () => new StaffChat(client, staffId)),
    [client, staffId],
  );
  const turn = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  const sendMessage = useCallback((content: string) => chat.send(content), [chat]);
  const abortStream = useCallback(() => chat.stop(), [chat]);
  return {
    sendMessage,
    isStreaming: turn !== null && !hasEnded(turn),
    streamingContent: turn?.text ?? '',
    error: errorOf(turn),
    abortStream,
    turn,
  };
}

function errorOf(turn: TurnState | null): string | null {
  const error = turn?.error ?? null;
  return error === null ? (turn?.failure?.message ?? null) : `${error.message} ${error.advice}`;
}
