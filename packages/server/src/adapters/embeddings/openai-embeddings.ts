import { z } from 'zod';
import { EmbeddingError, type Embedder, type EmbedOptions } from '../../ports/embeddings.ts';
import { unitVector } from './unit-vector.ts';

export interface OpenAiEmbeddingsOptions {
  /** Such as `http://127.0.0.1:11434/v1`. Default: OpenAI's own. */
  readonly baseUrl?: string;
  /** Null: none is sent. */
  readonly apiKey: string | null;
  readonly model: string;
}

const OPENAI = 'https://api.openai.com/v1';
/** 128 texts of 4,096 dimensions, written out, and room to spare. */
const LONGEST_ANSWER = 32 * 1024 * 1024;
/** What a provider says of the texts; everything else is about the provider, or about us. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);

const answer = z.object({
  data: z.array(z.object({ index: z.number().int().min(0), embedding: z.array(z.number()).min(1) })),
});

/**
 * Any server that speaks OpenAI's Embeddings. Redirects are not followed: they could take texts and key elsewhere.
 * Source: https://platform.openai.com/docs/api-reference/embeddings
 */
export function createOpenAiEmbeddings({ baseUrl = OPENAI, apiKey, model }: OpenAiEmbeddingsOptions): Embedder {
  const url = `${baseUrl.replace(/\/$/, '')}/embeddings`;
  const headers = {
    'content-type': 'application/json',
    ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
  };
  return {
    model,
    embed: async (texts, options) => {
      const body = JSON.stringify({ model, input: texts, encoding_format: 'float' });
      const read = answer.safeParse(await ask(url, { method: 'POST', headers, body, redirect: 'manual' }, options));
      if (!read.success) throw new EmbeddingError('unavailable', 'The provider did not answer with vectors.');
      return vectorsOf(read.data.data, texts.length);
    },
  };
}

async function ask(url: string, request: RequestInit, { timeLimitMs, signal }: EmbedOptions): Promise<unknown> {
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(timeLimitMs)]);
    const response = await fetch(url, { ...request, signal: within });
    if (response.status !== 200) {
      await response.body?.cancel();
      const code = REFUSALS.has(response.status) ? 'refused' : 'unavailable';
      throw new EmbeddingError(code, `The provider of embeddings answered ${response.status}.`);
    }
    return JSON.parse(await textOf(response));
  } catch (error) {
    if (error instanceof EmbeddingError) throw error;
    throw new EmbeddingError('unavailable', 'The provider of embeddings cannot be reached.', { cause: error });
  }
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const body: ReadableStream<Uint8Array<ArrayBuffer>> | null = response.body;
  if (body === null) return '';
  let [text, bytes] = ['', 0];
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > LONGEST_ANSWER) throw new EmbeddingError('unavailable', 'The answer of the provider is too long.');
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** By their own index, because nothing promises their order. */
function vectorsOf(data: z.output<typeof answer>['data'], count: number): readonly Float32Array[] {
  const byIndex = new Map(data.map(({ index, embedding }) => [index, embedding]));
  const vectors = Array.from({ length: count }, (_, index) => unitVector(byIndex.get(index) ?? []));
  const [first] = vectors;
  if (vectors.some((vector) => vector.length === 0 || vector.length !== first?.length)) {
    throw new EmbeddingError('unavailable', 'The provider did not answer with one vector for each text.');
  }
  return vectors;
}
