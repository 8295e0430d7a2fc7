import type { Client } from '../client.ts';
import { Listeners } from '../stream/listeners.ts';
import { hasEnded, type TurnState } from '../stream/turn-state.ts';
import type { TurnStream } from '../stream/turn-stream.ts';

/**
 * Messages to one staff member, as a page sees them: the turn that is being answered, also one that was begun before a
 * reload, or else the newest. Several messages are answered one after the other.
 */
export class StaffChat {
  readonly #client: Client;
  readonly #staffId: string;
  readonly #listeners = new Listeners();
  /** What runs, in the order of sending, and the newest, whether it runs or not. */
  #streams: readonly TurnStream[] = [];

  constructor(client: Client, staffId: string) {
    this.#client = client;
    this.#staffId = staffId;
  }

  /** The oldest turn that runs, or else the newest; null before the first. */
  get state(): TurnState | null {
    return (this.#streams.find(isRunning) ?? this.#streams.at(-1))?.state ?? null;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Goes on with all that had not ended when the page was left. */
  async open(): Promise<void> {
    const path = this.#client.staffPath(this.#staffId);
    const pending = (await this.#client.pending()).filter((send) => send.path === path);
    const isHere = (key: string): boolean => this.#streams.some(({ state }) => state.key === key);
    const found = pending.filter(({ key }) => !isHere(key)).map((send) => this.#client.resume(send));
    // What was sent meanwhile is newer.
    this.#streams = [...found, ...this.#streams];
    for (const stream of found) this.#listen(stream);
    this.#changed();
  }

  /** Sends a message; resolves with how its turn ended, or was refused, and never rejects. */
  async send(content: string): Promise<TurnState> {
    const stream = this.#client.sendToStaff(this.#staffId, content);
    this.#streams = [...this.#streams, stream];
    this.#listen(stream);
    this.#changed();
    return stream.ended.catch(() => stream.state);
  }

  /** Stops all that runs; resolves once the server has stored the wish, or refused it. */
  async stop(): Promise<void> {
    // The newest first, so that none that waits begins because the one before it ended.
    const running = this.#streams.filter(isRunning).reverse();
    await Promise.all(running.map((stream) => stream.cancel().catch(() => undefined)));
  }

  /** Ends the following; the turns go on at the server, and `open` finds them again. */
  close(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams = this.#streams.filter((stream) => !isRunning(stream));
  }

  #listen(stream: TurnStream): void {
    stream.subscribe(() => {
      if (this.#streams.includes(stream)) this.#changed();
    });
  }

  #changed(): void {
    const newest = this.#streams.at(-1);
    this.#streams = this.#streams.filter((stream) => stream === newest || isRunning(stream));
    this.#listeners.notify();
  }
}

function isRunning({ state }: TurnStream): boolean {
  return !hasEnded(state);
}
