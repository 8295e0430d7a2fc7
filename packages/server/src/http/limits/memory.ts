import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

const MEGABYTE = 1_048_576;

/** What the process uses of what it may use, bytes. */
export interface MemoryReading {
  /** Everything that the process holds. */
  readonly used: number;
  readonly limit: number;
  /** The part that JavaScript objects take; Node ends the process where it reaches its own limit. */
  readonly heapUsed: number;
  readonly heapLimit: number;
}

/**
 * Reads the process's memory. The limit is the configured one, else that of the container (cgroup v1 or v2), else the
 * machine's memory. Takes a few microseconds.
 */
export function memoryReader(configuredMegabytes: number | null): () => MemoryReading {
  const limit = configuredMegabytes === null ? allowedBytes() : configuredMegabytes * MEGABYTE;
  return () => {
    const { used_heap_size: heapUsed, heap_size_limit: heapLimit } = getHeapStatistics();
    return { used: process.memoryUsage.rss(), limit, heapUsed, heapLimit };
  };
}

function allowedBytes(): number {
  // Without a limit it is 0, or more than any machine has.
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
