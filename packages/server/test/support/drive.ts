import type { ManualClock } from '../../src/adapters/clock/manual.ts';

/** Turns of the event loop for each step: sockets and disk work in real time, and must not fall far behind. */
const LOOPS = 20;
/** Real milliseconds, the shortest there are, in which other threads and processes have the processor. */
const YIELD_MS = 1;

/** Moves the time on, step by step, until the promise is settled; says what came of it. */
export async function drive<T>(clock: ManualClock, settled: Promise<T>, stepMs = 20): Promise<T> {
  let over = false;
  const end = (): void => {
    over = true;
  };
  settled.then(end, end);
  while (!over) {
    clock.advance(stepMs);
    await loops(LOOPS);
    // On a busy machine a loop that never rests would let minutes pass here while a thread waits for its turn.
    if (!over) await new Promise((resolve) => setTimeout(resolve, YIELD_MS));
  }
  return settled;
}

/** Lets what is on its way arrive. */
export async function loops(count: number): Promise<void> {
  for (let loop = 0; loop < count; loop += 1) await new Promise((resolve) => setImmediate(resolve));
}
