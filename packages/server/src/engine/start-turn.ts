import type { EngineContext } from './engine-context.ts';
import { finishTurn } from './finish-turn.ts';
import type { LiveTurn } from './live-turn.ts';
import { createWriter } from './live-writer.ts';
import { capabilitiesOf, runTurn } from './run-turn.ts';
import type { TurnWriter } from './turn-writer.ts';

/** How long to wait until a store that is down is asked again, milliseconds. */
const STORE_PAUSE_MS = 250;

interface OwnedTurn {
  readonly live: LiveTurn;
  readonly writer: TurnWriter;
}

/**
 * Starts the turns that this node owns, those of one conversation one after the other. Source: TURN.md 28.
 * A turn that waits can be cancelled; it then ends without having run.
 */
export class TurnStarter {
  readonly #context: EngineContext;
  readonly #waiting = new Map<string, OwnedTurn[]>();

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** The turn runs now; the store has decided that it may. */
  start(live: LiveTurn): void {
    this.#run({ live, writer: createWriter(this.#context, live) });
  }

  #run({ live, writer }: OwnedTurn): void {
    live.isWaiting = false;
    const run = async (): Promise<void> => {
      await runTurn(this.#context, live, writer);
      await this.ended(live);
    };
    run().catch((error: unknown) => this.#context.observer.unexpected('run turn', error));
  }

  /** The turn waits until the ones before it in its conversation have ended. */
  enqueue(live: LiveTurn): void {
    const { conversation } = live.record;
    const line = this.#waiting.get(conversation) ?? [];
    const writer = createWriter(this.#context, live);
    line.push({ live, writer });
    live.isWaiting = true;
    this.#waiting.set(conversation, line);
    writer.push({
      type: 'progress',
      step: 'queued',
      message: 'Waiting for the answer before this one.',
      details: { ahead: line.length },
    });
    live.signal.addEventListener('abort', () => this.#leave(live), { once: true });
    if (live.signal.aborted) {
      this.#leave(live);
    }
  }

  /** The turn has its terminal, or belongs to others: the next one of its conversation may run. */
  async ended(live: LiveTurn): Promise<void> {
    this.#context.live.delete(live.record.id);
    live.release();
    await this.advance(live.record.conversation);
  }

  /**
   * Begins the conversation's oldest open turn, if it is one that waits here. The store is asked which that is, since
   * turns may be stored in another order than the one in which their acceptance was learned here.
   */
  async advance(conversation: string): Promise<void> {
    if (!this.#waiting.has(conversation)) {
      return;
    }
    const [oldest] = await this.#untilAnswered(() => this.#context.store.openTurns(conversation));
    const next = this.#waiting.get(conversation)?.find(({ live }) => live.record.id === oldest?.id);
    if (next !== undefined) {
      this.#takeOut(next);
      await this.#begin(next);
    }
  }

  #takeOut({ live }: OwnedTurn): void {
    const { conversation } = live.record;
    const rest = (this.#waiting.get(conversation) ?? []).filter((entry) => entry.live !== live);
    if (rest.length === 0) {
      this.#waiting.delete(conversation);
    } else {
      this.#waiting.set(conversation, rest);
    }
  }

  async #begin(owned: OwnedTurn): Promise<void> {
    const { live } = owned;
    const { id, epoch } = live.record;
    const begin = { writes: [{ kind: 'turn.begin', turn: id, epoch } as const] };
    const outcome = await this.#untilAnswered(() => this.#context.group.commit(begin));
    if (outcome.committed) {
      this.#run(owned);
    } else {
      live.stop({ kind: 'fenced' });
      this.#context.observer.fenced(live.record);
      await this.ended(live);
    }
  }

  /** Waiting turns outlive a store that is down for a while. */
  async #untilAnswered<T>(question: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await question();
      } catch {
        await new Promise<void>((resolve) => this.#context.clock.after(STORE_PAUSE_MS, resolve));
      }
    }
  }

  /** A turn that waits was stopped; one that has begun is ended by its run. */
  #leave(live: LiveTurn): void {
    const owned = this.#waiting.get(live.record.conversation)?.find((entry) => entry.live === live);
    if (owned !== undefined) {
      this.#takeOut(owned);
      this.#endUnrun(owned).catch((error: unknown) => this.#context.observer.unexpected('stop a waiting turn', error));
    }
  }

  async #endUnrun({ live, writer }: OwnedTurn): Promise<void> {
    const reason = live.stopReason;
    if (reason?.kind === 'cancel') {
      await finishTurn(this.#context, live, writer, {
        ending: { kind: 'cancelled', by: reason.by },
        recorder: { close: () => undefined, text: '', deltas: 0, usage: null },
        messages: [],
        shown: null,
        capabilities: capabilitiesOf(this.#context, live.record.assistant),
        startedAt: this.#context.clock.now(),
      });
    }
    await this.ended(live);
  }
}
