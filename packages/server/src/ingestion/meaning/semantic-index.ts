import type { Clock } from '../../ports/clock.ts';
import { EmbeddingError, type Embedder } from '../../ports/embeddings.ts';
import type { SearchIndex, VectorIndex } from '../../ports/search-index.ts';
import type { IngestionLog } from '../context.ts';
import { Rounds } from '../rounds.ts';
import { embedPassages } from './embed-passages.ts';
import { WatchedEmbedder } from './watched-embedder.ts';

/** How long a provider that was away is left alone. */
const EVERY_MS = 30_000;

export interface SemanticIndexParts {
  readonly index: VectorIndex;
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly log: IngestionLog;
  /** Called for each search that had to do with words. */
  readonly onUnmeant: () => void;
}

export interface SemanticIndex extends SearchIndex {
  /** Begins to give vectors to what has none, in the background. */
  start(): void;
  /** Resolves after the round that runs now, or that has been asked for. */
  settled(): Promise<void>;
  /** False while the provider has not been heard of, or is away: then words are compared only. */
  isUp(): boolean;
}

/**
 * An index that compares meanings too, as long as a provider says what is meant; while it does not, words answer alone.
 * Passages get their vectors after their documents are current, off everybody's way.
 */
export function createSemanticIndex({ index, embedder, clock, log, onUnmeant }: SemanticIndexParts): SemanticIndex {
  const watched = new WatchedEmbedder(embedder, log, onUnmeant);
  const rounds = new Rounds(clock, EVERY_MS, (signal) => round({ index, clock, log, watched }, signal));
  return {
    get kind() {
      return watched.isUp ? 'vector' : 'lexical';
    },
    isUp: () => watched.isUp,
    start: () => rounds.start(),
    settled: () => rounds.settled(),
    search: async (query) => {
      const vector = query.text.trim() === '' ? null : await watched.question(query.text);
      return vector === null
        ? await index.search(query)
        : await index.searchMeaning(query, { model: embedder.model, vector });
    },
    publish: async (generation) => {
      await index.publish(generation);
      // A provider that is away is asked when it is time, not once for each document.
      if (!watched.isDown) rounds.look();
    },
    close: async () => {
      await rounds.stop();
      await index.close();
    },
    begin: (draft) => index.begin(draft),
    add: (generation, firstPage, pages) => index.add(generation, firstPage, pages),
    discard: (generation) => index.discard(generation),
    remove: (owner, document) => index.remove(owner, document),
    scrub: () => index.scrub(),
    documents: (reader, limit, after) => index.documents(reader, limit, after),
    generations: (owner, source) => index.generations(owner, source),
    document: (reader, document) => index.document(reader, document),
    pages: (reader, document, from, limit) => index.pages(reader, document, from, limit),
  };
}

interface RoundParts extends Pick<SemanticIndexParts, 'index' | 'clock' | 'log'> {
  readonly watched: WatchedEmbedder;
}

async function round({ index, clock, log, watched }: RoundParts, signal: AbortSignal): Promise<void> {
  const { embedder } = watched;
  try {
    const passages = await embedPassages({ index, embedder, clock }, signal);
    if (passages > 0) log.info('passages_embedded', { passages, model: embedder.model });
    else if (!watched.isUp) await watched.call(signal);
    watched.answered();
  } catch (error) {
    if (signal.aborted) return;
    if (error instanceof EmbeddingError) watched.failed(error);
    else log.error('embedding_failed', { error });
  }
}
