/**
 * What the fake provider does with one request, as data. A script without an ending step ends its answer cleanly.
 * Steps that speak the wire (`role`, `delta` … `done`) are written in the format of the route that was asked.
 */
export interface Script {
  /** Default 200. */
  readonly status?: number;
  /** Laid over the headers that the route would send. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export type Step =
  /** Opens the answer, as providers do before the first text. */
  | { readonly kind: 'role' }
  /** One text chunk: one SSE event in one write. */
  | { readonly kind: 'delta'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  /** Many text chunks, each its own write, `intervalMs` apart by absolute time; 0 writes as fast as the reader reads. */
  | { readonly kind: 'deltas'; readonly texts: readonly string[]; readonly intervalMs: number }
  /** A whole call of a tool, its arguments (JSON) in pieces. */
  | { readonly kind: 'tool'; readonly call: string; readonly name: string; readonly arguments: readonly string[] }
  | { readonly kind: 'finish'; readonly reason: string }
  /** Counts as the provider reports them; sent only where the request asked for usage. */
  | { readonly kind: 'usage'; readonly input: number; readonly output: number; readonly cached?: number }
  | { readonly kind: 'done' }
  /** Any JSON value as one SSE event. */
  | { readonly kind: 'event'; readonly data: unknown; readonly event?: string }
  /** Bytes of the body exactly as they are, in one write. */
  | { readonly kind: 'chunk'; readonly bytes: string | Uint8Array }
  /** Bytes on the socket, past the HTTP layer: half a header, a wrong chunk length. */
  | { readonly kind: 'raw'; readonly bytes: string | Uint8Array }
  /** Sends status and headers now, without a body yet. */
  | { readonly kind: 'headers' }
  /** Goes on when the test releases the gate. */
  | { readonly kind: 'wait'; readonly gate: string }
  /** Real time; for benchmarks and use by hand only. */
  | { readonly kind: 'pause'; readonly ms: number }
  /** Ends the body as HTTP demands. */
  | { readonly kind: 'end' }
  /** Ends the connection (FIN) in the middle of the body. */
  | { readonly kind: 'fin' }
  /** Destroys the connection (RST). What was written just before is lost with it, unless a `wait` let it arrive. */
  | { readonly kind: 'cut' }
  /** Does nothing more, and keeps the connection. */
  | { readonly kind: 'hang' };

/** A whole, well-behaved answer in these chunks. */
export function answer(
  texts: readonly string[],
  options: { readonly finish?: string; readonly input?: number; readonly intervalMs?: number } = {},
): Script {
  const { finish = 'stop', input = 7, intervalMs = 0 } = options;
  return {
    steps: [
      { kind: 'role' },
      { kind: 'deltas', texts, intervalMs },
      { kind: 'finish', reason: finish },
      { kind: 'usage', input, output: texts.length },
      { kind: 'done' },
    ],
  };
}

/** An answer that is a call of a tool and nothing else. */
export function toolCall(name: string, input: string, call = 'call_1'): Script {
  return {
    steps: [
      { kind: 'role' },
      { kind: 'tool', call, name, arguments: [input] },
      { kind: 'finish', reason: 'tool_calls' },
      { kind: 'usage', input: 7, output: 3 },
      { kind: 'done' },
    ],
  };
}

/** A refusal before any stream, in the shape that OpenAI gives its errors. */
export function refusal(
  status: number,
  options: { readonly headers?: Readonly<Record<string, string>>; readonly message?: string } = {},
): Script {
  const { headers = {}, message = `refused with ${status}` } = options;
  const body = { error: { message, type: 'fake_error', param: null, code: `fake_${status}` } };
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    steps: [{ kind: 'chunk', bytes: JSON.stringify(body) }],
  };
}

/** `count` words, the same for the same seed. */
export function words(count: number, seed = 1): readonly string[] {
  let state = seed >>> 0;
  return Array.from({ length: count }, (_, index) => {
    // A linear congruential step is random enough to vary the length of words.
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const word = VOCABULARY[state % VOCABULARY.length] ?? '';
    return index === 0 ? word : ` ${word}`;
  });
}

const VOCABULARY = [
  'a', 'the', 'river', 'answers', 'slowly', 'and', 'carries', 'every', 'word', 'downstream',
  'to', 'its', 'readers', 'without', 'losing', 'one', 'of', 'them', 'on', 'its', 'way',
]; // prettier-ignore
