const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('parlance-console') : null;

/** Tells the other tabs that a conversation has changed: a message or an answer was stored, a title, a deletion. */
export function announceChange(conversation: string): void {
  channel?.postMessage(conversation);
}

/** Calls `listener` with the conversation that another tab has changed. */
export function onChangeElsewhere(listener: (conversation: string) => void): () => void {
  const hear = (event: MessageEvent<unknown>): void => {
    if (typeof event.data === 'string') listener(event.data);
  };
  channel?.addEventListener('message', hear);
  return () => channel?.removeEventListener('message', hear);
}
