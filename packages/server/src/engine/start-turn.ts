import type { CommitOutcome } from '../ports/store.ts';
import type { EngineContext } from './engine-context.ts';
import { finishTurn } from './finish-turn.ts';
import type { LiveTurn } from './live-turn.ts';
import { createWriter } from './live-writer.ts';
import { capabilitiesOf, runTurn } from './run-turn.ts';
import type { TurnWriter } from './turn-writer.ts';

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
    this.#waiting.set(conversation, line);
    writer.push({
      type: 'progress',
      step: 'queued',
      message: 'Waiting for the answer before this one.',
      details: { ahead: line.length },
    });
    live.signal.addEventListener('abort', () => this.#leave(live), { once: true });
  }

  /** The turn has its terminal: the next one of its conversation may run. */
  async ended(live: LiveTurn): Promise<void> {
    this.#context.live.delete(live.record.id);
    await this.advance(live.record.conversation);
  }

  /** Begins the first waiting turn of a conversation in which none runs. */
  async advance(conversation: string): Promise<void> {
    const line = this.#waiting.get(conversation) ?? [];
    const next = line.shift();
    if (line.length === 0) {
      this.#waiting.delete(conversation);
    }
    if (next !== undefined) {
      await this.#begin(next);
    }
  }

  async #begin(owned: OwnedTurn): Promise<void> {
    const { live } = owned;
    const { id, epoch } = live.record;
    const outcome = await this.#commitUntilAnswered({ kind: 'turn.begin', turn: id, epoch });
    if (outcome.committed) {
      this.#run(owned);
    } else {
      live.stop({ kind: 'fenced' });
      this.#context.observer.fenced(live.record);
      await this.ended(live);
    }
  }

  /** Waiting turns outlive a store that is down for a while. */
  async #commitUntilAnswered(write: { kind: 'turn.begin'; turn: string; epoch: number }): Promise<CommitOutcome> {
    for (;;) {
      try {
        return await this.#context.group.commit({ writes: [write] });
      } catch {
        await new Promise<void>((resolve) => this.#context.clock.after(250, resolve));
      }
    }
  }

  #leave(live: LiveTurn): void {
    const { conversation, assistant } = live.record;
    const line = this.#waiting.get(conversation);
    const owned = line?.find((entry) => entry.live === live);
    const reason = live.stopReason;
    if (line === undefined || owned === undefined || reason?.kind !== 'cancel') {
      return;
    }
    line.splice(line.indexOf(owned), 1);
    finishTurn(this.#context, live, owned.writer, {
      ending: { kind: 'cancelled', by: reason.by },
      recorder: { close: () => undefined, text: '', deltas: 0, usage: null },
      messages: [],
      capabilities: capabilitiesOf(this.#context, assistant),
      startedAt: this.#context.clock.now(),
    })
      .then(() => this.#context.live.delete(live.record.id))
      .catch((error: unknown) => this.#context.observer.unexpected('cancel a waiting turn', error));
  }
}
