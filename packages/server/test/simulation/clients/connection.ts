import type { Engine } from '../../../src/engine/engine.ts';
import { ParlanceError, type ErrorCode } from '../../../src/engine/errors.ts';
import type { ModelUser } from '../oracle/model-calls.ts';
import type { Incarnation } from '../world/incarnation.ts';
import type { Machine } from '../world/machine.ts';
import type { World } from '../world/world.ts';

/** What a client knows in the end: an answer, a refusal with its code, or that the connection is gone. */
export type Reply<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'refused'; readonly code: ErrorCode }
  | { readonly kind: 'lost' };

/** A client's connection to one process. It is cut when the process dies, or by either side at any time. */
export class Connection {
  readonly #world: World;
  readonly #process: Incarnation;
  readonly #closers = new Set<() => void>();
  readonly #forget: () => void;
  #closed = false;

  private constructor(world: World, process: Incarnation) {
    this.#world = world;
    this.#process = process;
    this.#forget = process.onHangUp(() =>
      world.scheduler.schedule(world.random.between(0, 5), 'input', null, () => this.close()),
    );
  }

  static async open(world: World, machine: Machine): Promise<Connection> {
    const process = await machine.up();
    await world.scheduler.sleep(world.random.between(0, 2));
    return new Connection(world, process);
  }

  get closed(): boolean {
    return this.#closed || this.#process.dead;
  }

  /** True where the process may legitimately leave a stream without an end, because its turns are another's now. */
  get leaving(): boolean {
    return this.#process.draining || this.#world.data.superseded.has(this.#process.node);
  }

  get process(): ModelUser {
    return this.#process;
  }

  close(): void {
    this.#closed = true;
    this.#forget();
    for (const closer of this.#closers) {
      closer();
    }
    this.#closers.clear();
  }

  onClose(closer: () => void): () => void {
    this.#closers.add(closer);
    return () => this.#closers.delete(closer);
  }

  /** Asks the engine; `witness` sees the answer at the moment at which the engine gives it. */
  ask<T>(question: (engine: Engine) => Promise<T>, witness: (value: T) => void = () => undefined): Promise<Reply<T>> {
    const { engine } = this.#process;
    if (this.closed || engine === null) {
      return Promise.resolve({ kind: 'lost' });
    }
    return new Promise((resolve) => {
      const forget = this.onClose(() => resolve({ kind: 'lost' }));
      const answer = (reply: Reply<T>): void => {
        this.#world.scheduler.schedule(this.#world.random.between(0, 2), 'input', null, () => {
          forget();
          resolve(reply);
        });
      };
      question(engine).then(
        (value) => {
          if (!this.#process.dead) {
            witness(value);
            answer({ kind: 'answer', value });
          }
        },
        (error: unknown) => {
          if (!this.#process.dead) {
            answer({ kind: 'refused', code: this.#codeOf(error) });
          }
        },
      );
    });
  }

  #codeOf(error: unknown): ErrorCode {
    if (error instanceof ParlanceError) {
      if (error.code === 'internal') {
        this.#world.violate('I7', `a client was told of an internal error: ${error.message}`);
      }
      return error.code;
    }
    this.#world.violate('I7', `a client got an error without a code: ${String(error)}`);
    return 'internal';
  }
}
