type Listener = (conversation: string, isHere: boolean) => void;

const listeners = new Set<Listener>();
const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('parlance-console') : null;
channel?.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (typeof event.data === 'string') tell(event.data, false);
});

/** Tells this tab and the others that a conversation has changed: a message or an answer was stored, a title, a deletion. */
export function announceChange(conversation: string): void {
  channel?.postMessage(conversation);
  tell(conversation, true);
}

/** Calls `listener` with each conversation that has changed, and whether this tab has changed it. */
export function onChange(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(conversation: string, isHere: boolean): void {
  for (const listener of listeners) listener(conversation, isHere);
}
