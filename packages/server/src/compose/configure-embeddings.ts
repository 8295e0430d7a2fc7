import { Counter, Gauge, type Registry } from 'prom-client';
import { createOpenAiEmbeddings } from '../adapters/embeddings/openai-embeddings.ts';
import type { Config } from '../config.ts';
import { createSemanticIndex, type SemanticIndex } from '../ingestion/meaning/semantic-index.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { VectorIndex } from '../ports/search-index.ts';

export interface EmbeddingSettings {
  readonly config: Pick<Config, 'embedding'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registry: Registry;
}

/** The index with meanings beside words; null where nobody is configured who could tell what passages mean. */
export function configureEmbeddings(
  { config, clock, log, registry }: EmbeddingSettings,
  index: VectorIndex,
): SemanticIndex | null {
  if (config.embedding === null) return null;
  const { model, baseUrl, apiKey } = config.embedding;
  const embedder = createOpenAiEmbeddings({ model, apiKey, ...(baseUrl === null ? {} : { baseUrl }) });
  const unmeant = new Counter({
    name: 'parlance_searches_without_embedding_total',
    help: 'Searches that compared words only, because the provider of embeddings did not answer.',
    registers: [registry],
  });
  const semantic = createSemanticIndex({ index, embedder, clock, log, onUnmeant: () => unmeant.inc() });
  new Gauge({
    name: 'parlance_embeddings_up',
    help: '1 while the provider of embeddings answers.',
    registers: [registry],
    collect() {
      this.set(semantic.isUp() ? 1 : 0);
    },
  });
  return semantic;
}
