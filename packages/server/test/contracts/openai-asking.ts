import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { createOpenAiModel, type OpenAiOptions } from '../../src/adapters/model/openai/openai-model.ts';
import { ModelError, type Model, type ModelOutcome, type ModelUsage } from '../../src/ports/model.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import type { Script, Step } from '../support/fake-provider/script.ts';
import { requestFor, unaborted } from './model-contract.ts';
import { RecordingSink } from './model-sink.ts';

/** A key that does not look like one. */
export const SECRET = 'canary.1234567890';

/** A provider, and a model that asks it. */
export interface Asking extends AsyncDisposable {
  readonly provider: FakeProvider;
  readonly clock: ManualClock;
  readonly model: Model;
  /** Asks once and says everything that came of it. */
  ask(script: Script): Promise<Asked>;
}

export interface Asked {
  readonly texts: readonly string[];
  readonly usage: ModelUsage | undefined;
  readonly finish: ModelOutcome['finish'] | undefined;
  readonly error: ModelError | undefined;
}

export async function startAsking(options: Partial<OpenAiOptions> = {}): Promise<Asking> {
  const provider = await startFakeProvider();
  const clock = new ManualClock();
  const model = createOpenAiModel({ baseUrl: provider.baseUrl, apiKey: SECRET, clock, ...options });
  return {
    provider,
    clock,
    model,
    ask: async (script) => {
      const sink = new RecordingSink();
      provider.enqueue(script);
      const outcome: unknown = await model
        .stream(requestFor('hello'), sink, unaborted())
        .catch((error: unknown) => error);
      const error = outcome instanceof ModelError ? outcome : undefined;
      if (outcome instanceof Error && error === undefined) throw outcome;
      const finish = error === undefined ? (outcome as ModelOutcome).finish : undefined;
      return { texts: sink.texts, usage: sink.usage, finish, error };
    },
    [Symbol.asyncDispose]: () => provider.close(),
  };
}

/** A body of these bytes, one HTTP chunk each, ended as HTTP demands. */
export function body(...pieces: readonly (string | Uint8Array)[]): Script {
  return { steps: pieces.map((bytes): Step => ({ kind: 'chunk', bytes })) };
}

/** One chunk of the wire as short as it can be. */
export function content(text: string): string {
  return `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\n\n`;
}

export const FINISH = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
export const DONE = 'data: [DONE]\n\n';
