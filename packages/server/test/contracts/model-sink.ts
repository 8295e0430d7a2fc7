import type { ModelEvent, ModelSink } from '../../src/ports/model.ts';
import { Watch } from '../support/fake-provider/watch.ts';

/** A sink that keeps what it gets, and can be full. */
export class RecordingSink implements ModelSink {
  readonly events: ModelEvent[] = [];
  readonly #watch = new Watch();
  #full = false;
  #textCount = 0;

  push(event: ModelEvent): boolean {
    this.events.push(event);
    if (event.type === 'text') this.#textCount += 1;
    this.#watch.changed();
    return !this.#full;
  }

  async ready(): Promise<void> {
    await this.#watch.until(() => (this.#full ? undefined : true));
  }

  /** From now on `push` answers false. */
  fill(): void {
    this.#full = true;
  }

  drain(): void {
    this.#full = false;
    this.#watch.changed();
  }

  /** Resolves when so many chunks of text have come. */
  async holds(count: number): Promise<void> {
    await this.#watch.until(() => (this.#textCount >= count ? true : undefined));
  }

  /** Resolves when anything has come: a full sink may get no text at all. */
  async holdsSomething(): Promise<void> {
    await this.#watch.until(() => (this.events.length > 0 ? true : undefined));
  }

  get texts(): readonly string[] {
    return this.events.flatMap((event) => (event.type === 'text' ? [event.text] : []));
  }

  /** The last usage that was reported. */
  get usage(): Extract<ModelEvent, { readonly type: 'usage' }>['usage'] | undefined {
    return this.events.findLast((event) => event.type === 'usage')?.usage;
  }
}
