import type { Client } from '../client.ts';
import { Listeners } from '../stream/listeners.ts';
import { hasEnded, type TurnState } from '../stream/turn-state.ts';
import type { TurnStream } from '../stream/turn-stream.ts';

/** Messages to one staff member, as a page sees them: the newest turn, also one that was begun before a reload. */
export class StaffChat {
  readonly #client: Client;
  readonly #staffId: string;
  readonly #listeners = new Listeners();
  #stream: TurnStream | null = null;

  constructor(client: Client, staffId: string) {
    this.#client = client;
    this.#staffId = staffId;
  }

  /** The newest turn; null before the first. */
  get state(): TurnState | null {
    return this.#stream?.state ?? null;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Goes on with what had not ended when the page was left. */
  async open(): Promise<void> {
    if (this.#isRunning()) return;
    const path = this.#client.staffPath(this.#staffId);
    const send = (await this.#client.pending()).findLast((each) => each.path === path);
    if (send !== undefined && !this.#isRunning()) this.#follow(this.#client.resume(send));
  }

  /** Sends a message; resolves with how its turn ended, or was refused, and never rejects. */
  async send(content: string): Promise<TurnState> {
    const stream = this.#client.sendToStaff(this.#staffId, content);
    this.#follow(stream);
    return stream.ended.catch(() => stream.state);
  }

  /** Resolves once the server has stored the wish to stop, or refused it. */
  async stop(): Promise<void> {
    await this.#stream?.cancel().catch(() => undefined);
  }

  /** Ends the following; the turn goes on at the server, and `open` finds it again. */
  close(): void {
    this.#stream?.close();
    if (this.#isRunning()) this.#stream = null;
  }

  #isRunning(): boolean {
    return this.#stream !== null && !hasEnded(this.#stream.state);
  }

  #follow(stream: TurnStream): void {
    this.#stream = stream;
    stream.subscribe(() => {
      if (stream === this.#stream) this.#listeners.notify();
    });
    this.#listeners.notify();
  }
}
