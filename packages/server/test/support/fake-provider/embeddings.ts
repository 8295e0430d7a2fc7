import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import type { Watch } from './watch.ts';

/** One request for vectors. */
export interface EmbeddingCall {
  readonly model: string;
  readonly texts: readonly string[];
  readonly headers: IncomingHttpHeaders;
}

const body = z.object({ model: z.string(), input: z.array(z.string()), encoding_format: z.literal('float') });

/** What the fake provider knows of the world: words that mean the same. */
const SENSES: readonly (readonly string[])[] = [
  ['zeppelin', 'airship', 'dirigible'],
  ['soup', 'broth'],
  ['keeper', 'warden'],
];
const DIMENSIONS = 64;

/** Vectors by the senses of the words in a text, the same for the same text and model. */
export class FakeEmbeddings {
  readonly calls: EmbeddingCall[] = [];
  readonly #watch: Watch;
  #status: (texts: readonly string[]) => number = () => 200;

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Answers with these from now on; 200 is vectors. */
  answerWith(status: (texts: readonly string[]) => number): void {
    this.#status = status;
  }

  matches({ method, url }: IncomingMessage): boolean {
    return method === 'POST' && url === '/v1/embeddings';
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { model, input } = body.parse(JSON.parse(await readText(request)));
    this.calls.push({ model, texts: input, headers: request.headers });
    this.#watch.changed();
    const status = this.#status(input);
    response.writeHead(status, { 'content-type': 'application/json' });
    if (status !== 200) return void response.end(JSON.stringify({ error: { message: 'no', type: 'error' } }));
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text, model) }));
    // Nothing promises an order.
    response.end(JSON.stringify({ object: 'list', model, data: data.toReversed(), usage: { total_tokens: 1 } }));
  }
}

function vectorOf(text: string, model: string): readonly number[] {
  const vector = Array.from({ length: DIMENSIONS }, () => 0.01);
  for (const word of text.toLowerCase().match(/\p{L}{4,}/gu) ?? []) {
    const sense = SENSES.find((words) => words.includes(word))?.[0] ?? word;
    const place = [...`${model} ${sense}`].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
    vector[place % DIMENSIONS] = (vector[place % DIMENSIONS] ?? 0) + 1;
  }
  return vector;
}
