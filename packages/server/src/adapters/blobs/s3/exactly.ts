/** Content of which the receiver never gets the last byte unless there are exactly as many as were announced. */
export interface Counted {
  readonly content: AsyncIterable<Uint8Array>;
  /** Why the content ended early; null where it did not. */
  readonly failure: () => unknown;
}

/** One chunk is held back until it is known what follows it, since a receiver takes `length` bytes for the whole. */
export function exactly(content: AsyncIterable<Uint8Array>, length: number): Counted {
  let failed: unknown = null;
  const count = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    let taken = 0;
    let held: Uint8Array | null = null;
    try {
      for await (const chunk of content) {
        taken += chunk.length;
        if (taken > length) break;
        if (held !== null && chunk.length > 0) yield held;
        held = chunk.length > 0 ? chunk : held;
      }
      if (taken !== length) throw new RangeError(`The blob has ${taken} bytes or more, and not ${length}.`);
    } catch (error) {
      failed = error;
      throw error;
    }
    if (held !== null) yield held;
  };
  return { content: count(), failure: () => failed };
}
