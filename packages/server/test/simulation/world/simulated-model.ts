import {
  ModelError,
  type Model,
  type ModelErrorCode,
  type ModelOutcome,
  type ModelRequest,
  type ModelSink,
} from '../../../src/ports/model.ts';
import type { ModelCall, ModelUser } from '../oracle/model-calls.ts';
import { ModelSpeech } from './model-speech.ts';
import type { World } from './world.ts';

/** How often a model uses a tool first, which takes it a further request. */
const USES_TOOL = 0.05;

/** A model that answers, or fails in one of the ways in which providers fail. Its words name turn and position. */
export class SimulatedModel implements Model {
  readonly provider = 'simulated';
  readonly #world: World;
  readonly #process: ModelUser;

  constructor(world: World, process: ModelUser) {
    this.#world = world;
    this.#process = process;
  }

  stream(request: ModelRequest, sink: ModelSink, signal: AbortSignal): Promise<ModelOutcome> {
    const world = this.#world;
    if (signal.aborted) {
      world.violate('T27', `the model was asked for ${request.correlationId} after that had been stopped`);
    }
    const calls = [world.calls.begin(request, this.#process)];
    const name = `${request.correlationId}/${world.calls.of(request.correlationId).length}`;
    const speech = new ModelSpeech(world, this.#process, name, sink);
    return new Promise((resolve, reject) => {
      const end = (error: ModelErrorCode | null): void => {
        calls.forEach((call) => (call.over = true));
        if (error === null) {
          resolve({ finish: 'stop' });
          return;
        }
        world.note(() => `${this.#process.node} model of ${request.correlationId} ends: ${error}`);
        reject(new ModelError(error, 'simulated'));
      };
      signal.addEventListener('abort', () => {
        calls.forEach((call) => (call.aborted = true));
        speech.end(world.mishap(world.weather.abortsLate), () => end('aborted'));
      });
      if (world.random.chance(USES_TOOL)) {
        this.#useTool(request, sink, calls).then(
          () => speech.start(end),
          () => speech.end(false, () => end('aborted')),
        );
      } else {
        speech.start(end);
      }
    });
  }

  async #useTool(request: ModelRequest, sink: ModelSink, calls: ModelCall[]): Promise<void> {
    const { scheduler, random } = this.#world;
    await new Promise<void>((resolve) => scheduler.schedule(random.between(1, 60), 'input', this.#process, resolve));
    sink.push({ type: 'tool.started', call: 'a', name: 'clock' });
    sink.push({ type: 'tool.ready', call: 'a', input: {} });
    sink.push({ type: 'tool.result', call: 'a', output: 'noon', isError: false });
    await request.beforeFurtherRequest();
    if (calls[0]?.aborted !== true) {
      calls.push(this.#world.calls.begin(request, this.#process));
    }
  }
}
