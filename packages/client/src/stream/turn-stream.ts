import type { TurnEvent } from '@parlance/wire';
import { ClientError, toClientError } from '../errors.ts';
import { deferred } from './deferred.ts';
import { cancelTurn } from './cancel-turn.ts';
import { CLOSED, type Connection } from './connection.ts';
import { foldTurn, type TurnFold } from './fold-turn.ts';
import { Listeners } from './listeners.ts';
import { isAnsweredNatively, type PendingSend } from './pending-sends.ts';
import { readEnd } from './read-end.ts';
import type { StreamCore } from './stream-core.ts';
import { submitTurn } from './submit-turn.ts';
import { hasEnded, NEW_TURN, type TurnState } from './turn-state.ts';

export type StreamStart =
  | { readonly kind: 'send'; readonly send: PendingSend }
  | { readonly kind: 'follow'; readonly turn: string; readonly after: number; readonly known: Partial<TurnState> };

/**
 * One turn, from the send to its terminal: it is sent until the server has it, followed through broken connections, and
 * its events come once each and in order. It begins by itself. Read it in one of three ways: `for await` over its
 * events, `state` with `subscribe`, or `ended`.
 */
export class TurnStream implements AsyncIterable<TurnEvent>, Disposable {
  /**
   * The state at the terminal, whichever it is. Rejects with `ClientError` where the message was refused, the stream
   * can be followed no further, or it was closed.
   */
  readonly ended: Promise<TurnState>;
  readonly #core: StreamCore;
  readonly #closing = new AbortController();
  readonly #accepted = deferred<string>();
  readonly #listeners = new Listeners();
  readonly #events: TurnEvent[] = [];
  #fold: TurnFold;
  #send: PendingSend | null;
  readonly #first: number;

  constructor(core: StreamCore, start: StreamStart) {
    this.#core = core;
    this.#send = start.kind === 'send' ? start.send : null;
    this.#first = start.kind === 'send' ? start.send.checkpoint : start.after;
    this.#fold = { state: { ...NEW_TURN, seq: this.#first, ...initial(start) }, reasoningParts: [] };
    this.#accepted.promise.catch(() => undefined);
    this.ended = this.#run();
    this.ended.catch(() => undefined);
  }

  get state(): TurnState {
    return this.#fold.state;
  }

  /** Calls `listener` after each change of `state`; the function that it returns ends that. */
  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /**
   * Asks the server to stop; what was said is kept. Resolves with `stored` once the server has stored the wish, or with
   * `ended` where the turn was over already. The turn itself ends with its terminal: `status` tells which. Tries again
   * like everything else, and survives a reload. Rejects with `ClientError` where the server refuses.
   */
  async cancel(): Promise<'stored' | 'ended'> {
    if (hasEnded(this.state)) return 'ended';
    if (this.state.stop === 'none') this.#set({ stop: 'asked' });
    await this.#remember({ isCancelled: true });
    const turn = await this.#accepted.promise;
    const outcome = await cancelTurn(this.#core.settings, turn, this.#closing.signal);
    await this.#remember({ isCancelled: false });
    if (!hasEnded(this.state)) this.#set({ stop: 'stored' });
    return outcome;
  }

  /**
   * Says that everything up to the event `seq` has been dealt with for good: after a restart the stream goes on behind
   * it, and not at its beginning.
   */
  async checkpoint(seq: number): Promise<void> {
    await this.#remember({ checkpoint: seq });
  }

  /** Ends the following. The turn goes on; it can be followed again. */
  close(): void {
    this.#closing.abort();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** All events, from the first that this stream got. Leaving the loop closes the stream; the turn goes on. */
  async *[Symbol.asyncIterator](): AsyncGenerator<TurnEvent, void> {
    let next = 0;
    let wake = (): void => undefined;
    const stopListening = this.subscribe(() => wake());
    try {
      for (;;) {
        const event = this.#events[next];
        if (event !== undefined) {
          next += 1;
          yield event;
        } else if (hasEnded(this.state) || this.#closing.signal.aborted) {
          await this.ended;
          return;
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      stopListening();
      this.close();
    }
  }

  async #run(): Promise<TurnState> {
    const { signal } = this.#closing;
    try {
      const { turn, open } = await this.#accept();
      const end = await this.#core.follow({
        turn,
        after: this.#first,
        first: open,
        signal,
        sink: { onEvent: (event) => this.#take(event), onConnection: (connection) => this.#connected(connection) },
      });
      if (end === 'left') throw new ClientError('closed', 'The stream was closed.');
      if (end === 'nothing-left') this.#set(await readEnd(this.#core.settings, turn, this.state));
    } catch (thrown) {
      await this.#fail(toClientError(thrown));
    }
    this.#set({ connection: CLOSED });
    if (this.#send !== null) await this.#core.sends.drop(this.#send.key);
    return this.state;
  }

  /** Makes sure that the server has the message; a turn that is known already is only followed. */
  async #accept(): Promise<{ readonly turn: string; readonly open?: Awaited<ReturnType<typeof submitTurn>>['open'] }> {
    const { turn } = this.state;
    if (turn !== null || this.#send === null) {
      if (turn === null) throw new ClientError('closed', 'There is nothing to follow.');
      this.#accepted.resolve(turn);
      if (this.#send?.isCancelled === true) this.cancel().catch(() => undefined);
      return { turn };
    }
    const { key, path, body, isCancelled } = this.#send;
    // Before the first attempt: what may have reached the server must never be sent under another key.
    await this.#core.sends.save(this.#send);
    const { settings } = this.#core;
    const onConnection = (connection: Connection): void => this.#connected(connection);
    const accepted = await submitTurn(settings, { key, path, body, onConnection, signal: this.#closing.signal });
    const conversation = accepted.conversation ?? this.state.conversation;
    await this.#remember({ turn: accepted.turn, conversation });
    this.#set({ status: 'running', turn: accepted.turn, conversation });
    this.#accepted.resolve(accepted.turn);
    this.#core.onAccepted?.(accepted.turn, conversation);
    if (isCancelled) this.cancel().catch(() => undefined);
    return this.#core.keepsFirst && isAnsweredNatively(this.#send)
      ? { turn: accepted.turn, open: accepted.open }
      : drop(accepted);
  }

  #take(event: TurnEvent): void {
    this.#events.push(event);
    this.#fold = foldTurn(this.#fold, event);
    this.#listeners.notify();
  }

  #connected(connection: Connection): void {
    this.#set({ connection });
  }

  #set(changes: Partial<TurnState>): void {
    this.#fold = { ...this.#fold, state: { ...this.#fold.state, ...changes } };
    this.#listeners.notify();
  }

  async #remember(changes: Partial<PendingSend>): Promise<void> {
    if (this.#send === null || hasEnded(this.state)) return;
    this.#send = { ...this.#send, ...changes };
    await this.#core.sends.save(this.#send);
  }

  /** Where the log is gone, the message is not. Everything else is told, and rejects `ended`. */
  async #fail(error: ClientError): Promise<void> {
    const { turn } = this.state;
    if (error.kind === 'gone' && turn !== null) {
      const end = await readEnd(this.#core.settings, turn, this.state).catch(() => null);
      if (end !== null) {
        this.#set(end);
        return;
      }
    }
    this.#accepted.reject(error);
    if (this.#send !== null && isFinal(error, turn)) await this.#core.sends.drop(this.#send.key);
    this.#set(error.kind === 'closed' ? { connection: CLOSED } : { status: 'refused', error, connection: CLOSED });
    throw error;
  }
}

function initial(start: StreamStart): Partial<TurnState> {
  if (start.kind === 'follow') return { ...start.known, status: 'running', turn: start.turn };
  const { key, turn, conversation, isCancelled } = start.send;
  const status = turn === null ? 'sending' : 'running';
  return { status, key, turn, conversation, stop: isCancelled ? 'asked' : 'none' };
}

function drop({ turn, open }: Awaited<ReturnType<typeof submitTurn>>): { readonly turn: string } {
  open.abort();
  return { turn };
}

/**
 * True where nothing is left to go on with. A message that the server has refused must not be sent by itself after a
 * reload, perhaps by somebody else; a turn that it has can be followed again by whoever may.
 */
function isFinal({ kind, status }: ClientError, turn: string | null): boolean {
  const isRefusal = (status >= 400 && status < 500) || kind === 'setup' || kind === 'unauthenticated';
  return isRefusal && (turn === null || kind === 'not-found' || kind === 'gone');
}
