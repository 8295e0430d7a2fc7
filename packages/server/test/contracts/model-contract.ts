import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ModelError, type Model, type ModelErrorCode, type ModelRequest } from '../../src/ports/model.ts';
import { RecordingSink } from './model-sink.ts';

/** How the suite makes a model do what a case needs. Chunks are words, each with the space before it. */
export interface ModelSubject extends AsyncDisposable {
  /** Answers exactly these chunks. */
  answer(chunks: readonly string[]): Prepared;
  /** The same, standing still after the first chunk until `goOn`. */
  paused(chunks: readonly string[]): Prepared & { readonly goOn: () => void };
  /** Answers these chunks and says that the limit of tokens was reached. */
  shortened(chunks: readonly string[]): Prepared;
  /** Gives these chunks and is cut off, without a word that the answer is complete. */
  brokenOff(chunks: readonly string[]): Prepared;
  /** One for each way in which a call fails before its first token. */
  failing(): readonly Prepared[];
}

export interface Prepared {
  readonly model: Model;
  readonly request: ModelRequest;
  /** Resolves when the call holds nothing any more: no socket, no timer. */
  readonly letGo: () => Promise<void>;
}

export type ModelCase = 'broken-off' | 'failing';

export interface ModelContractOptions {
  /** Cases that the model cannot have, each with the reason. */
  readonly deviates?: readonly { readonly case: ModelCase; readonly reason: string }[];
}

const CHUNKS = ['One', ' two', ' three', ' four', ' five'];

/** Every MUST of `ports/model.ts`; run by each model. */
export function modelContract(
  name: string,
  make: () => Promise<ModelSubject>,
  { deviates = [] }: ModelContractOptions = {},
): void {
  const left = (wanted: ModelCase): string | undefined => deviates.find((one) => one.case === wanted)?.reason;

  describe(`the model contract on ${name}`, () => {
    verifies('model:chunks', 'pushes each chunk of the provider as one event, in order', async () => {
      await using subject = await make();
      const sink = new RecordingSink();
      const { model, request } = subject.answer(CHUNKS);
      await expect(model.stream(request, sink, unaborted())).resolves.toEqual({ finish: 'stop' });
      expect(sink.texts).toEqual(CHUNKS);
    });

    verifies('model:chunks', 'pushes a chunk as soon as it is read, not when the next one comes', async () => {
      await using subject = await make();
      const sink = new RecordingSink();
      const { model, request, goOn } = subject.paused(CHUNKS);
      const outcome = model.stream(request, sink, unaborted());
      await sink.holds(1);
      expect(sink.texts).toEqual(CHUNKS.slice(0, 1));
      goOn();
      await outcome;
      expect(sink.texts).toEqual(CHUNKS);
    });

    test('keeps the answers of simultaneous calls apart', async () => {
      await using subject = await make();
      const wanted = ['One', 'Two', 'Three'].map((word) => [word, ' says', ` ${word}`]);
      const sinks = wanted.map(() => new RecordingSink());
      await Promise.all(
        wanted.map(async (chunks, index) => {
          const { model, request } = subject.answer(chunks);
          await model.stream(request, sinks[index] ?? new RecordingSink(), unaborted());
        }),
      );
      expect(sinks.map((sink) => sink.texts)).toEqual(wanted);
    });

    verifies('model:finish', 'says that the limit of tokens ended the answer', async () => {
      await using subject = await make();
      const sink = new RecordingSink();
      const { model, request } = subject.shortened(CHUNKS);
      await expect(model.stream(request, sink, unaborted())).resolves.toEqual({ finish: 'length' });
      expect(sink.texts).toEqual(CHUNKS);
    });

    verifies('model:usage', 'reports usage as counts of tokens', async () => {
      await using subject = await make();
      const sink = new RecordingSink();
      const { model, request } = subject.answer(CHUNKS);
      await model.stream(request, sink, unaborted());
      expect(sink.usage?.input).toBeGreaterThan(0);
      expect(sink.usage?.output).toBe(CHUNKS.length);
    });

    describe.skipIf(left('broken-off') !== undefined)(titled('an answer that is cut off', left('broken-off')), () => {
      verifies('model:true-end', 'is told apart from one that is complete', async () => {
        await using subject = await make();
        const sink = new RecordingSink();
        const { model, request } = subject.brokenOff(CHUNKS);
        expect(await failure(model, request, sink)).toBe('upstream_disconnected');
        expect(sink.texts).toEqual(CHUNKS);
      });
    });

    describe.skipIf(left('failing') !== undefined)(titled('a call that fails', left('failing')), () => {
      verifies('model:errors', 'rejects with a ModelError and pushes nothing', async () => {
        await using subject = await make();
        for (const { model, request } of subject.failing()) {
          const sink = new RecordingSink();
          expect(await failure(model, request, sink)).toMatch(/^upstream_/);
          expect(sink.events).toEqual([]);
        }
      });
    });

    abortCases(make);
    backPressureCases(make);
  });
}

function abortCases(make: () => Promise<ModelSubject>): void {
  verifies('model:abort', 'rejects as aborted when the signal was aborted before the call', async () => {
    await using subject = await make();
    const sink = new RecordingSink();
    const { model, request } = subject.answer(CHUNKS);
    expect(await failure(model, request, sink, AbortSignal.abort())).toBe('aborted');
    expect(sink.events).toEqual([]);
  });

  verifies('model:abort', 'lets go of the provider as soon as the signal aborts, and pushes nothing more', async () => {
    await using subject = await make();
    const sink = new RecordingSink();
    const stop = new AbortController();
    const { model, request, letGo } = subject.paused(CHUNKS);
    const outcome = failure(model, request, sink, stop.signal);
    await sink.holds(1);
    const before = sink.events.length;
    stop.abort();
    expect(await outcome).toBe('aborted');
    await letGo();
    expect(sink.events).toHaveLength(before);
    expect(sink.texts).toEqual(CHUNKS.slice(0, 1));
  });

  verifies('model:abort', 'lets go of the provider while the sink is full, too', async () => {
    await using subject = await make();
    const sink = new RecordingSink();
    const stop = new AbortController();
    const { model, request, letGo } = subject.paused(CHUNKS);
    sink.fill();
    const outcome = failure(model, request, sink, stop.signal);
    await sink.holdsSomething();
    stop.abort();
    expect(await outcome).toBe('aborted');
    await letGo();
  });

  test('leaves no listener on a signal that outlives its calls', async () => {
    await using subject = await make();
    const stop = new AbortController();
    for (let call = 0; call < 1_000; call += 1) {
      const { model, request } = subject.answer(['Done.']);
      await model.stream(request, new RecordingSink(), stop.signal);
      expect(getEventListeners(stop.signal, 'abort')).toHaveLength(0);
    }
  });
}

function backPressureCases(make: () => Promise<ModelSubject>): void {
  verifies(
    'model:back-pressure',
    'pushes no more than it had read while the sink is full, then all in order',
    async () => {
      await using subject = await make();
      const chunks = Array.from({ length: 10_000 }, (_, index) => ` ${index}`);
      const sink = new RecordingSink();
      sink.fill();
      const { model, request } = subject.answer(['Go', ...chunks]);
      const outcome = model.stream(request, sink, unaborted());
      await sink.holdsSomething();
      await turnsOfTheLoop(500);
      // One read of a socket is at most 64 KiB, and no chunk of this answer takes less than 64 bytes on a wire.
      expect(sink.events.length).toBeLessThanOrEqual(1_024);
      sink.drain();
      await outcome;
      expect(sink.texts).toEqual(['Go', ...chunks]);
    },
  );
}

/** The code with which the call fails. Anything that is not a `ModelError` is thrown on. */
export async function failure(
  model: Model,
  request: ModelRequest,
  sink: RecordingSink,
  signal: AbortSignal = unaborted(),
): Promise<ModelErrorCode> {
  return (await rejection(model, request, sink, signal)).code;
}

export async function rejection(
  model: Model,
  request: ModelRequest,
  sink: RecordingSink = new RecordingSink(),
  signal: AbortSignal = unaborted(),
): Promise<ModelError> {
  const outcome: unknown = await model.stream(request, sink, signal).catch((error: unknown) => error);
  if (outcome instanceof ModelError) return outcome;
  throw new Error('the call did not fail with a ModelError', { cause: outcome });
}

export function unaborted(): AbortSignal {
  return new AbortController().signal;
}

/** Lets everything that is on its way arrive: each turn reads what the sockets hold. */
export async function turnsOfTheLoop(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function requestFor(text: string, changes: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'test-model',
    messages: [{ role: 'user', parts: [{ kind: 'text', text }] }],
    maxTokens: 100_000,
    correlationId: 'correlation-1',
    contributions: [],
    beforeFurtherRequest: () => Promise.resolve(),
    ...changes,
  };
}

function titled(title: string, reason: string | undefined): string {
  return reason === undefined ? title : `${title} (left out: ${reason})`;
}
