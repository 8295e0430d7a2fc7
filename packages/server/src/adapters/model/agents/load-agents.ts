import type { EventEmitter } from 'node:events';
import type { createAgentsModel } from './agents-model.ts';

/** What the SDK would hang itself on: its own exit after a signal would cut the drain short. */
const EVENTS = ['SIGINT', 'SIGTERM', 'unhandledRejection', 'beforeExit'] as const;

/** Loads the SDK, which takes some tenths of a second and 90 MB, and takes its hands off the process again. */
export async function loadAgents(): Promise<typeof createAgentsModel> {
  const before = new Map(EVENTS.map((event) => [event, new Set(listenersOf(event))]));
  const loaded = await import('./agents-model.ts');
  for (const event of EVENTS) {
    for (const listener of listenersOf(event)) {
      if (before.get(event)?.has(listener) === false) process.off(event, listener);
    }
  }
  return loaded.createAgentsModel;
}

type Listener = (...values: unknown[]) => void;

function listenersOf(event: string): Listener[] {
  const emitter: EventEmitter = process;
  return emitter.listeners(event).filter(isListener);
}

function isListener(value: unknown): value is Listener {
  return typeof value === 'function';
}
