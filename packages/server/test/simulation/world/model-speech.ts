import type { ModelErrorCode, ModelSink } from '../../../src/ports/model.ts';
import type { ModelUser } from '../oracle/model-calls.ts';
import type { ModelMood } from './weather.ts';
import type { World } from './world.ts';

export type SpeechEnd = (error: ModelErrorCode | null) => void;

/** One answer, word by word. */
export class ModelSpeech {
  readonly #world: World;
  readonly #process: ModelUser;
  readonly #name: string;
  readonly #sink: ModelSink;
  readonly #mood: ModelMood;
  readonly #words: number;
  readonly #breaksAt: number;
  readonly #big: boolean;
  #said = 0;
  #ended = false;

  constructor(world: World, process: ModelUser, name: string, sink: ModelSink) {
    const { random } = world;
    this.#world = world;
    this.#process = process;
    this.#name = name;
    this.#sink = sink;
    this.#mood = random.weighted(
      world.calm ? { answers: 1, bursts: 0, refuses: 0, 'breaks-off': 0, hangs: 0, stalls: 0 } : world.weather.model,
    );
    this.#words = random.between(0, 12);
    this.#breaksAt = random.between(1, 6);
    this.#big = random.chance(0.02);
  }

  start(done: SpeechEnd): void {
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

  #next(done: SpeechEnd): void {
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

  async #goOn(mayGoOn: Promise<void>, pause: number, done: SpeechEnd): Promise<void> {
    await mayGoOn;
    this.#later(pause, () => this.#next(done));
  }

  #say(): boolean {
    this.#said += 1;
    const text = `${this.#name}.${this.#said} `;
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
