import { EmbeddingError, type Embedder } from '../../ports/embeddings.ts';
import type { IngestionLog } from '../context.ts';

/** How long a question waits for what it means; then words have to do. */
const QUESTION_MS = 2_000;
/** Longer questions are texts, and providers have bounds of their own. */
const LONGEST_QUESTION = 8_000;
/** Asked about where nothing else is to be asked, so that it is known whether anybody answers. */
const SIGN_OF_LIFE = 'Is anybody there?';

/** Knows whether the provider of embeddings answers. */
export class WatchedEmbedder {
  readonly embedder: Embedder;
  readonly #log: IngestionLog;
  readonly #onUnmeant: () => void;
  #state: 'unknown' | 'up' | 'down' = 'unknown';

  /** `onUnmeant` is called for each question whose meaning nobody told. */
  constructor(embedder: Embedder, log: IngestionLog, onUnmeant: () => void) {
    this.embedder = embedder;
    this.#log = log;
    this.#onUnmeant = onUnmeant;
  }

  get isUp(): boolean {
    return this.#state === 'up';
  }

  get isDown(): boolean {
    return this.#state === 'down';
  }

  /** It has answered. */
  answered(): void {
    if (this.#state !== 'up') this.#log.info('embeddings_available', { model: this.embedder.model });
    this.#state = 'up';
  }

  /** It has failed; what was refused alone says nothing of the provider. */
  failed(error: EmbeddingError): void {
    if (error.code === 'refused') return;
    if (this.#state !== 'down') this.#log.warning('embeddings_unavailable', { error });
    this.#state = 'down';
  }

  /** Asks for a sign of life; rejects where none comes. */
  async call(signal: AbortSignal): Promise<void> {
    await this.embedder.embed([SIGN_OF_LIFE], { timeLimitMs: QUESTION_MS, signal });
  }

  /** What a question means; null where nobody says in time, and at once where the provider is away. */
  async question(text: string): Promise<Float32Array | null> {
    const vector = this.isUp ? await this.#ask(text.slice(0, LONGEST_QUESTION)) : null;
    if (vector === null) this.#onUnmeant();
    return vector;
  }

  async #ask(text: string): Promise<Float32Array | null> {
    try {
      const options = { timeLimitMs: QUESTION_MS, signal: new AbortController().signal };
      const [vector] = await this.embedder.embed([text], options);
      return vector ?? null;
    } catch (error) {
      if (!(error instanceof EmbeddingError)) throw error;
      this.failed(error);
      return null;
    }
  }
}
