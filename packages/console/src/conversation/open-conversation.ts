import {
  hasEnded,
  type ClientError,
  type Conversation,
  type Message,
  type OpenTurn,
  type TurnState,
  type TurnStream,
} from '@parlance/client';
import { client, noteFailure } from '../app/server.ts';
import { listOf, textOf } from '../parts/json.ts';
import { Store } from '../parts/store.ts';
import { asClientError } from '../parts/failures.ts';
import { announceChange } from './announce.ts';
import { nextFrame } from './next-frame.ts';
import { rowOf, rowsOf, weave, type Exchange, type Row } from './rows.ts';

/** So many messages are read at once; a screen shows far fewer. */
const PAGE = 60;

/** A conversation as it is shown. */
export interface ConversationView {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: ClientError | null;
  readonly conversation: Conversation | null;
  /** Stored messages up to the first that waits for its answer, oldest first. The same array until that changes. */
  readonly stored: readonly Row[];
  /** What comes after: turns that this page follows or has followed since, each answer below its question. */
  readonly live: readonly Row[];
  readonly hasEarlier: boolean;
  readonly isReadingEarlier: boolean;
  /** True while an answer comes, or waits for its turn. */
  readonly isBusy: boolean;
}

const EMPTY: ConversationView = {
  status: 'loading',
  error: null,
  conversation: null,
  stored: [],
  live: [],
  hasEarlier: false,
  isReadingEarlier: false,
  isBusy: false,
};

export interface Sending {
  readonly parent?: string | null;
  /** Files that go with it. */
  readonly media?: readonly { readonly id: string }[];
}

interface Followed {
  readonly key: string;
  readonly text: string;
  readonly parent: string | null | undefined;
  readonly media: readonly { readonly id: string }[];
  /** What the answer had come to when it was found; shown until the stream has caught up with it. */
  readonly floor: string;
  readonly stream: TurnStream;
}

/**
 * One conversation, kept up with: what is stored, and the turns under way. Changes of a turn reach the page once a
 * frame, however many events have come in between.
 */
export class OpenConversation {
  readonly id: string;
  readonly view = new Store<ConversationView>(EMPTY);
  readonly #frame = nextFrame(() => this.#publish());
  /** Keys of turns that were begun here, so that their messages keep them once they are stored. */
  readonly #keys = new Map<string, string>();
  /** What was seen of turns that have ended. */
  readonly #seen = new Map<string, TurnState>();
  #messages: readonly Message[] = [];
  #stored: readonly Row[] = [];
  /** The first of `#stored`, as they are shown. */
  #settled: readonly Row[] = [];
  #followed: readonly Followed[] = [];
  /** What an edit has left behind and stopped: the server goes on naming it for a moment. */
  #left: readonly Followed[] = [];
  #reading: Promise<void> | null = null;
  #isClosed = false;

  constructor(id: string) {
    this.id = id;
  }

  /** Reads the conversation as it is now, and follows what runs in it. Called again, it brings what came meanwhile. */
  read(): Promise<void> {
    if (this.view.get().status === 'failed') this.#publish({ status: 'loading', error: null });
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      const over = new Set(this.#followed.filter(({ stream: { state } }) => state.turn !== null && hasEnded(state)));
      const [snapshot, pending] = await Promise.all([
        client.conversations.snapshot(this.id, { limit: PAGE }),
        client.pending(),
      ]);
      // Of a message on its way nobody can say yet whether it is in the snapshot: it is read again once that is known.
      const underWay = [...this.#followed, ...this.#left];
      const sending = underWay.find(({ stream }) => stream.state.status === 'sending');
      if (sending !== undefined) {
        await accepted(sending.stream);
        await this.#read();
        return;
      }
      if (this.#isClosed) return;
      const { messages, turns, ...conversation } = snapshot;
      const answered = new Set(
        messages.flatMap(({ role, turn }) => (role === 'assistant' && turn !== null ? [turn] : [])),
      );
      // What was over before is among what is read now, or another tab has left its branch.
      const told = new Set(messages.map(({ turn }) => turn));
      this.#followed = this.#followed.filter((each) => !over.has(each) || told.has(each.stream.state.turn));
      this.#keepEnded(answered);
      this.#setMessages(joined(this.#messages, messages));
      this.#resumeSends(pending, turns, answered);
      // One that the page before left on its way may be among the turns: that too is known once the server has told.
      const unsure = this.#followed.find(({ stream }) => stream.state.status === 'sending');
      if (unsure === undefined) this.#followTurns(turns, messages);
      this.#publish({
        status: 'ready',
        error: null,
        conversation,
        // Where more is on the screen than was read now, what is before that is known already.
        ...(this.#messages.length > messages.length ? {} : { hasEarlier: messages.length === PAGE }),
      });
      if (unsure !== undefined) {
        await accepted(unsure.stream);
        await this.#read();
      }
    } catch (thrown) {
      const error = asClientError(thrown);
      noteFailure(error);
      const { status } = this.view.get();
      // What is on the screen stays there while the server is away.
      if (status !== 'ready' || error.kind === 'not-found') this.#publish({ status: 'failed', error });
    }
  }

  /** What is stored is shown from there, with all that was seen of it; what is not stays as it is. */
  #keepEnded(answered: ReadonlySet<string>): void {
    this.#followed = this.#followed.filter(({ stream: { state } }) => {
      const { turn } = state;
      if (!hasEnded(state) || turn === null || !answered.has(turn)) return true;
      this.#seen.set(turn, state);
      return false;
    });
  }

  /** Goes on with what this page, or the one before it, was sending. */
  #resumeSends(
    pending: Awaited<ReturnType<typeof client.pending>>,
    turns: readonly OpenTurn[],
    answered: ReadonlySet<string>,
  ): void {
    const open = new Map(turns.map((turn) => [turn.id, turn]));
    for (const send of pending) {
      if (send.conversation !== this.id || this.#follows(send.key, send.turn)) continue;
      // One that is answered already only needs to be crossed off.
      const isAnswered = send.turn !== null && answered.has(send.turn);
      const stream = client.resume(send);
      if (isAnswered) continue;
      const { message, parent, media } = send.body;
      this.#follow({
        key: send.key,
        text: typeof message === 'string' ? message : '',
        parent: typeof parent === 'string' || parent === null ? parent : undefined,
        media: listOf({ media }, 'media').map((file) => ({ id: textOf(file, 'id') })),
        floor: open.get(send.turn ?? '')?.text ?? '',
        stream,
      });
    }
  }

  /** Follows what others have begun. */
  #followTurns(turns: readonly OpenTurn[], messages: readonly Message[]): void {
    for (const { id: turn, text: floor, userMessage } of turns) {
      if (this.#follows(turn, turn)) continue;
      const question = messages.find((message) => message.id === userMessage);
      // From its beginning, so that progress, citations and tools are known as well.
      const stream = client.follow(turn);
      const { text = '', parent, media = [] } = question ?? {};
      this.#follow({ key: turn, text, parent, media, floor, stream });
    }
  }

  #follows(key: string, turn: string | null): boolean {
    return [...this.#followed, ...this.#left].some(
      ({ key: known, stream: { state } }) => known === key || (turn !== null && state.turn === turn),
    );
  }

  /** Reads the messages before the first one that is shown. */
  async readEarlier(): Promise<void> {
    const first = this.#messages[0];
    if (first === undefined || !this.view.get().hasEarlier || this.view.get().isReadingEarlier) return;
    this.#publish({ isReadingEarlier: true });
    try {
      const earlier = await client.conversations.messages(this.id, { limit: PAGE, before: first.id });
      this.#setMessages([...earlier, ...this.#messages]);
      this.#publish({ isReadingEarlier: false, hasEarlier: earlier.length === PAGE });
    } catch (error) {
      noteFailure(error);
      this.#publish({ isReadingEarlier: false });
    }
  }

  /** Sends a message; with `parent` it begins a branch there: what followed leaves the screen, and stops. */
  send(text: string, { parent, media = [] }: Sending = {}): void {
    if (parent !== undefined) this.#branchAt(parent);
    const options = { ...(parent === undefined ? {} : { parent }), ...(media.length === 0 ? {} : { media }) };
    const stream = client.send(this.id, text, options);
    this.#follow({
      key: stream.state.key ?? text,
      text,
      parent: parent === undefined ? this.#head() : parent,
      media,
      floor: '',
      stream,
    });
    this.#publish();
  }

  stop(): void {
    stopAll(this.#followed);
  }

  /** Takes a message that was refused off the screen; its text goes back to whoever asks. */
  takeBack(key: string): string | null {
    const refused = this.#followed.find((each) => key.startsWith(each.key) && each.stream.state.status === 'refused');
    this.#followed = this.#followed.filter((each) => each !== refused);
    this.#publish();
    return refused?.text ?? null;
  }

  close(): void {
    this.#isClosed = true;
    this.#frame.cancel();
    for (const { stream } of [...this.#followed, ...this.#left]) stream.close();
  }

  #follow(followed: Followed): void {
    this.#followed = [...this.#followed, followed];
    const { stream, key } = followed;
    stream.subscribe(() => {
      const { turn } = stream.state;
      if (turn !== null && !this.#keys.has(turn)) {
        this.#keys.set(turn, key);
        // Stored by now: other tabs can find it.
        announceChange(this.id);
      }
      // A send that turns out to be what was found before it: its stream goes on, so that the send is crossed off.
      const first = this.#followed.find((each) => turn !== null && each.stream.state.turn === turn);
      if (first !== undefined && first !== followed)
        this.#followed = this.#followed.filter((each) => each !== followed);
      this.#frame.ask();
    });
    stream.ended.then(
      () => announceChange(this.id),
      (error: unknown) => noteFailure(error),
    );
  }

  /** The message that a new one follows; undefined where only the server knows, null in an empty conversation. */
  #head(): string | null | undefined {
    const last = this.#followed.at(-1);
    if (last !== undefined) return last.stream.state.assistantMessage ?? undefined;
    return this.#messages.at(-1)?.id ?? null;
  }

  /** Takes what follows this message off the screen, and stops what of it is under way: nobody would see it. */
  #branchAt(parent: string | null): void {
    const answer = this.#followed.findIndex(({ stream: { state } }) => state.assistantMessage === parent);
    const isLive = parent !== null && answer >= 0;
    // An answer under way is stored nowhere yet; its question may be.
    const turn = this.#followed[answer]?.stream.state.turn ?? null;
    const at = this.#messages.findIndex((message) =>
      isLive ? message.role === 'user' && message.turn === turn : message.id === parent,
    );
    const messages = isLive && at < 0 ? this.#messages : this.#messages.slice(0, at + 1);
    const kept = new Set(messages.map((message) => message.turn));
    const left = isLive
      ? this.#followed.slice(answer + 1)
      : this.#followed.filter(({ stream: { state } }) => state.turn === null || !kept.has(state.turn));
    this.#followed = this.#followed.filter((each) => !left.includes(each));
    this.#left = [...this.#left, ...left];
    this.#setMessages(messages);
    stopAll(left);
  }

  #setMessages(messages: readonly Message[]): void {
    this.#messages = messages;
    this.#stored = messages.map((message) => rowOf(message, this.#keys, this.#seen));
    this.#settled = this.#stored;
  }

  #publish(changes: Partial<ConversationView> = {}): void {
    if (this.#isClosed) return;
    const asked = new Set<string>();
    const answered = new Set<string>();
    for (const { role, turn } of this.#messages.slice(-2 * PAGE)) {
      if (turn !== null) (role === 'user' ? asked : answered).add(turn);
    }
    const exchanges = this.#followed.map(({ key, text, parent, media, floor, stream: { state } }): Exchange => ({
      key,
      text,
      parent,
      media,
      floor,
      state,
    }));
    const followed = exchanges.flatMap((exchange) => {
      const turn = exchange.state.turn ?? '';
      return answered.has(turn) ? [] : rowsOf(exchange, !asked.has(turn));
    });
    const { settled, rows: live } = weave(this.#stored, followed);
    if (this.#settled.length !== settled) this.#settled = this.#stored.slice(0, settled);
    const isBusy = exchanges.some(({ state }) => !hasEnded(state));
    this.view.update((view) => ({ ...view, ...changes, stored: this.#settled, live, isBusy }));
  }
}

/** Stops what runs, the newest first, so that none that waits begins because the one before it ended. */
function stopAll(followed: readonly Followed[]): void {
  for (const { stream } of followed.toReversed()) {
    if (!hasEnded(stream.state)) stream.cancel().catch(noteFailure);
  }
}

/** Resolves when the server has the message, or has refused it. */
function accepted(stream: TurnStream): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (stream.state.status === 'sending') return;
      stopLooking();
      resolve();
    };
    const stopLooking = stream.subscribe(look);
    look();
  });
}

/** The messages shown before, and the newest page: joined where they meet, else the page alone. */
function joined(before: readonly Message[], page: readonly Message[]): readonly Message[] {
  const first = page[0];
  if (first === undefined) return page;
  const meets = before.findIndex(({ id }) => id === first.id);
  const newest = new Map(before.map((message) => [message.id, message]));
  // A message that has not changed stays the object that it was: its row is not drawn again.
  const same = page.map((message) => {
    const known = newest.get(message.id);
    return known !== undefined && known.status === message.status && known.text === message.text ? known : message;
  });
  return meets < 0 ? same : [...before.slice(0, meets), ...same];
}
