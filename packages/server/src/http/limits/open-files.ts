import { readFileSync } from 'node:fs';

/** Of four descriptors one is kept for what the server opens itself: the store's files, and connections to providers. */
const SHARE_OF_CLIENTS = 3 / 4;
/** The database, its log, the lock, the event loops of two threads, standard streams. */
const OWN_FILES = 40;

/**
 * Connections that clients may hold at once, so that the process never runs out of descriptors: then neither the
 * store nor a provider could be opened any more, and running answers would fail with the new ones. Null where the
 * system tells no limit. Source: FAULTS.md F19.
 */
export function mostConnections(openFiles: number | null = openFilesLimit()): number | null {
  if (openFiles === null) return null;
  return Math.max(1, Math.floor((openFiles - OWN_FILES) * SHARE_OF_CLIENTS));
}

/** The soft limit of this process (`ulimit -n`). Linux only. */
function openFilesLimit(): number | null {
  try {
    const limits = readFileSync('/proc/self/limits', 'utf8');
    const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
}
