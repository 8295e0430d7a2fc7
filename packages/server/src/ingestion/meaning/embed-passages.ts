import type { Clock } from '../../ports/clock.ts';
import { EmbeddingError, type Embedder } from '../../ports/embeddings.ts';
import type { PassageVectors, UnembeddedPassages, VectorIndex } from '../../ports/search-index.ts';

/** Passages that a provider is asked about at once: some 60,000 characters. */
const BATCH = 32;
const TIME_LIMIT_MS = 60_000;
/** How long is waited before asking again; as many times is asked again. */
const DELAYS_MS = [1_000, 5_000] as const;

export interface EmbedParts {
  readonly index: Pick<VectorIndex, 'withoutVectors' | 'addVectors'>;
  readonly embedder: Embedder;
  readonly clock: Clock;
}

/**
 * Gives vectors to all passages that have none of this model, a batch at a time, and so also after the model was
 * changed. Resolves with how many there were; rejects with `EmbeddingError` where the provider stays away, and goes on at
 * the same place the next time.
 */
export async function embedPassages(parts: EmbedParts, signal: AbortSignal): Promise<number> {
  const { index, embedder } = parts;
  let done = 0;
  for (;;) {
    signal.throwIfAborted();
    const batch = await index.withoutVectors(embedder.model, BATCH);
    if (batch === null) return done;
    await index.addVectors(await vectorsFor(parts, batch, signal));
    done += batch.passages.length;
  }
}

async function vectorsFor(
  parts: EmbedParts,
  { passages, finished }: UnembeddedPassages,
  signal: AbortSignal,
): Promise<PassageVectors> {
  const { model } = parts.embedder;
  if (passages.length === 0) return { model, vectors: [], finished };
  try {
    const vectors = await patiently(
      parts,
      passages.map(({ text }) => text),
      signal,
    );
    return { model, vectors: passages.map(({ id }, at) => ({ id, vector: vectors[at] ?? null })), finished };
  } catch (error) {
    if (!isRefused(error)) throw error;
  }
  // One of them it is that the model does not take; the others are not to suffer.
  const vectors: { readonly id: number; readonly vector: Float32Array | null }[] = [];
  for (const { id, text } of passages) {
    const vector = await patiently(parts, [text], signal).catch((error: unknown) => {
      if (isRefused(error)) return [];
      throw error;
    });
    vectors.push({ id, vector: vector[0] ?? null });
  }
  return { model, vectors, finished };
}

async function patiently(
  { embedder, clock }: EmbedParts,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  for (const delay of DELAYS_MS) {
    try {
      return await embedder.embed(texts, { timeLimitMs: TIME_LIMIT_MS, signal });
    } catch (error) {
      signal.throwIfAborted();
      if (isRefused(error)) throw error;
      await waited(clock, delay, signal);
    }
  }
  return await embedder.embed(texts, { timeLimitMs: TIME_LIMIT_MS, signal });
}

function waited(clock: Clock, delay: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancel();
      reject(new Error('The server stops.'));
    };
    const cancel = clock.after(delay, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function isRefused(error: unknown): boolean {
  return error instanceof EmbeddingError && error.code === 'refused';
}
