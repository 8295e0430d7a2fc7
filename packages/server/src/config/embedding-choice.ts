import { ConfigError } from './config-error.ts';
import type { Values } from './variables.ts';

/** An OpenAI-compatible provider of embeddings. */
export interface EmbeddingChoice {
  readonly model: string;
  /** Null: OpenAI's own address. */
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
}

/** The provider that `EMBEDDING_MODEL` is asked of; one with an address or key of its own gets nobody else's key. */
export function chooseEmbedding(values: Values): EmbeddingChoice | null {
  const { embeddingModel: model, embeddingBaseUrl, embeddingApiKey, openaiBaseUrl, openaiApiKey } = values;
  if (model === null) return null;
  if (embeddingBaseUrl !== null) return { model, baseUrl: embeddingBaseUrl, apiKey: embeddingApiKey };
  if (embeddingApiKey === null && openaiApiKey === null && openaiBaseUrl === null) {
    throw new ConfigError('EMBEDDING_MODEL', 'needs EMBEDDING_BASE_URL, EMBEDDING_API_KEY or OPENAI_API_KEY');
  }
  return { model, baseUrl: openaiBaseUrl, apiKey: embeddingApiKey ?? openaiApiKey };
}
