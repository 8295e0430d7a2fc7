import type { EventLog } from '../../../src/ports/event-log.ts';
import type { Model } from '../../../src/ports/model.ts';
import type { Store } from '../../../src/ports/store.ts';
import { ModelCalls } from '../oracle/model-calls.ts';
import { Data, type StoreDefects } from '../store/data.ts';
import { Random } from './random.ts';
import { Scheduler } from './scheduler.ts';
import { forecast, type Weather } from './weather.ts';

/** A promise that was broken: the rule of FAULTS.md §1 or the point of TURN.md, and what happened. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
}

/** What a run may be told beside its seed: whether to keep a trace, and which defect to plant. */
export interface WorldOptions {
  readonly traced?: boolean;
  readonly store?: StoreDefects;
  readonly wrapStore?: (store: Store & EventLog) => Store & EventLog;
  readonly wrapModel?: (model: Model) => Model;
}

/** One run: everything in it comes from the seed. */
export class World {
  readonly seed: number;
  readonly random: Random;
  readonly scheduler: Scheduler;
  readonly weather: Weather;
  readonly data: Data;
  readonly calls: ModelCalls;
  /** Turns whose settlement was made to fail: they need no charge. */
  readonly excused = new Set<string>();
  /** Once set nothing fails any more, and everything that is under way has to come to its end. */
  calm = false;
  readonly #options: WorldOptions;
  readonly #trace: string[] | null;
  readonly #actors = new Map<object, string>();
  #violation: Violation | null = null;
  #ids = 0;

  constructor(seed: number, options: WorldOptions = {}) {
    this.seed = seed;
    this.#options = options;
    this.random = new Random(seed);
    this.scheduler = new Scheduler(this.random);
    this.weather = forecast(this.random);
    this.#trace = options.traced === true ? [] : null;
    this.data = new Data(this, options.store);
    this.calls = new ModelCalls(this.data);
  }

  /** The first broken promise; null while all is well. */
  get violation(): Violation | null {
    return this.#violation;
  }

  /** The schedule, one line a step; empty unless the run is traced. */
  get trace(): readonly string[] {
    return this.#trace ?? [];
  }

  /** Names of the clients that have not come to their end. */
  get actors(): readonly string[] {
    return [...this.#actors.values()];
  }

  wrapStore(store: Store & EventLog): Store & EventLog {
    return this.#options.wrapStore?.(store) ?? store;
  }

  wrapModel(model: Model): Model {
    return this.#options.wrapModel?.(model) ?? model;
  }

  violate(rule: string, what: string): void {
    if (this.#violation === null) {
      this.note(() => `!!! ${rule}: ${what}`);
      this.#violation = { rule, what };
    }
  }

  /** Adds a line to the trace; `line` is only called where there is one. */
  note(line: () => string): void {
    if (this.#trace !== null) {
      const seconds = (this.scheduler.elapsed() / 1_000).toFixed(3).padStart(7);
      this.#trace.push(`${seconds} #${String(this.scheduler.steps).padEnd(5)} ${line()}`);
    }
  }

  /** Starts a client; the run lasts until all of them have come to their end. */
  actor(name: string, play: () => Promise<void>): void {
    const token = {};
    this.#actors.set(token, name);
    play()
      .catch((error: unknown) => this.violate('simulation', `${name}: ${String(error)}`))
      .finally(() => this.#actors.delete(token));
  }

  nextId(kind: string): string {
    this.#ids += 1;
    return `${kind}-${String(this.#ids).padStart(6, '0')}`;
  }

  /** True with this probability, and never once the world is calm. */
  mishap(probability: number): boolean {
    return !this.calm && this.random.chance(probability);
  }
}
