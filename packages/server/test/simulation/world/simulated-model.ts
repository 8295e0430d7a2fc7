import {
  ModelError,
  type Model,
  type ModelOutcome,
  type ModelRequest,
  type ModelSink,
} from '../../../src/ports/model.ts';
import type { ModelCall } from '../oracle/model-calls.ts';
import type { ModelMood } from './weather.ts';
import type { TaskOwner } from './scheduler.ts';
import type { World } from './world.ts';

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
    const call = this.#world.calls.begin(request, this.#process);
    const speech = new Speech(this.#world, this.#process, call, sink);
    return new Promise((resolve, reject) => {
      const fail = (code: ConstructorParameters<typeof ModelError>[0]): void => {
        call.over = true;
        this.#world.note(() => `${this.#process.node} model of ${request.correlationId} ends: ${code}`);
        reject(new ModelError(code, 'simulated'));
      };
      signal.addEventListener('abort', () => {
        call.aborted = true;
        speech.end(this.#world.mishap(this.#world.weather.abortsLate), () => fail('aborted'));
      });
      speech.start((error) => {
        if (error !== null) {
          fail(error);
          return;
        }
        call.over = true;
        resolve({ finish: 'stop' });
      });
    });
  }
}

type Failure = 'upstream_unavailable' | 'upstream_rejected' | 'upstream_disconnected' | 'upstream_stalled';

/** The process that asks. */
export type ModelUser = TaskOwner & { readonly node: string };

/** One answer, word by word. */
class Speech {
  readonly #world: World;
  readonly #process: ModelUser;
  readonly #call: ModelCall;
  readonly #sink: ModelSink;
  readonly #mood: ModelMood;
  readonly #words: number;
  readonly #breaksAt: number;
  readonly #big: boolean;
  #said = 0;
  #ended = false;

  constructor(world: World, process: ModelUser, call: ModelCall, sink: ModelSink) {
    const { random } = world;
    this.#world = world;
    this.#process = process;
    this.#call = call;
    this.#sink = sink;
    this.#mood = random.weighted(
      world.calm ? { answers: 1, bursts: 0, refuses: 0, 'breaks-off': 0, hangs: 0, stalls: 0 } : world.weather.model,
    );
    this.#words = random.between(0, 12);
    this.#breaksAt = random.between(1, 6);
    this.#big = random.chance(0.02);
  }

  start(done: (error: Failure | null) => void): void {
    const { random } = this.#world;
    if (this.#mood === 'hangs') {
      return;
    }
    if (this.#mood === 'refuses') {
      const error = random.pick(['upstream_unavailable', 'upstream_rejected'] as const);
      this.#later(random.between(1, 60), () => this.#finish(() => done(error)));
      return;
    }
    this.#later(random.between(1, 60), () => this.#next(done));
  }

  /** Late: some more words come before the abort is noticed. */
  end(late: boolean, then: () => void): void {
    if (!late) {
      this.#finish(then);
      return;
    }
    this.#later(this.#world.random.between(1, 400), () => this.#finish(then));
  }

  #next(done: (error: Failure | null) => void): void {
    if (this.#ended) {
      return;
    }
    const { random } = this.#world;
    if (this.#mood === 'breaks-off' && this.#said === this.#breaksAt) {
      this.#finish(() => done('upstream_disconnected'));
      return;
    }
    if (this.#mood === 'stalls' && this.#said === this.#breaksAt) {
      // An adapter with a limit between tokens gives up by itself; one without waits for the turn's own limit.
      if (random.chance(0.5)) {
        this.#later(1_500, () => this.#finish(() => done('upstream_stalled')));
      }
      return;
    }
    if (this.#said >= this.#words && this.#mood !== 'breaks-off' && this.#mood !== 'stalls') {
      if (random.chance(0.5)) {
        this.#sink.push({ type: 'usage', usage: { input: 7, output: this.#said } });
      }
      this.#finish(() => done(null));
      return;
    }
    const mayGoOn = this.#say() ? Promise.resolve() : this.#sink.ready();
    const pause = this.#mood === 'bursts' && random.chance(0.8) ? 0 : random.between(0, 50);
    void this.#goOn(mayGoOn, pause, done);
  }

  async #goOn(mayGoOn: Promise<void>, pause: number, done: (error: Failure | null) => void): Promise<void> {
    await mayGoOn;
    this.#later(pause, () => this.#next(done));
  }

  #say(): boolean {
    this.#said += 1;
    const text = `${this.#call.correlationId}/${this.#call.number}.${this.#said} `;
    const kind = this.#said === 1 && this.#words % 5 === 1 ? 'reasoning' : 'text';
    return this.#sink.push({ type: kind, text: this.#big ? text.repeat(1_500) : text });
  }

  #finish(then: () => void): void {
    if (!this.#ended) {
      this.#ended = true;
      then();
    }
  }

  #later(delay: number, run: () => void): void {
    this.#world.scheduler.schedule(delay, 'input', this.#process, run);
  }
}
