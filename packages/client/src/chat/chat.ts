import type { Client } from '../client.ts';
import { ClientError, toClientError } from '../errors.ts';
import { textIn } from '../json.ts';
import type { Message, Snapshot } from '../resources/types.ts';
import { Listeners } from '../stream/listeners.ts';
import { hasEnded } from '../stream/turn-state.ts';
import type { TurnStream } from '../stream/turn-stream.ts';
import { failureOf, messagesOf, questionKey, type ChatMessage, type ChatState } from './chat-state.ts';
import {
  exchangeOf,
  isOnItsWay,
  isOver,
  isRefused,
  isSendOf,
  newSent,
  turnOf,
  stopAll,
  unite,
  type SendChoices,
  type Sent,
} from './sent.ts';

export interface ChatOptions {
  /** The assistant of a new conversation; not looked at where there is one. Default `assistant`. */
  readonly assistant?: string | undefined;
  /** The conversation to go on with; null (default) begins one with the first message. */
  readonly conversation?: string | null | undefined;
  /** How many of its newest messages to read, up to 200. Default 50. */
  readonly limit?: number | undefined;
}

/**
 * One conversation, ready to be shown: its messages, the answers under way, and what can be done. It holds no page and
 * no framework; `subscribe` and `state` are all that a view needs.
 */
export class Chat {
  readonly #client: Client;
  readonly #assistant: string;
  readonly #limit: number;
  /** True where the conversation begins here, and so with what is sent first. */
  readonly #isNew: boolean;
  readonly #listeners = new Listeners();
  #conversation: string | null;
  #creating: Promise<string> | null = null;
  #title: string | null = null;
  #stored: readonly Message[] = [];
  #sent: readonly Sent[] = [];
  /** What an edit has left behind and stopped: the server goes on naming it for a moment. */
  #left: readonly Sent[] = [];
  #isLoading: boolean;
  #error: ClientError | null = null;
  /** Why the last edit was none. */
  #refusal: ClientError | null = null;
  #state: ChatState;
  #reads = 0;
  #lastRead = 0;
  #stopHearing: () => void = () => undefined;

  constructor(client: Client, { assistant = 'assistant', conversation = null, limit = 50 }: ChatOptions = {}) {
    this.#client = client;
    this.#assistant = assistant;
    this.#conversation = conversation;
    this.#isNew = conversation === null;
    this.#limit = limit;
    this.#isLoading = conversation !== null;
    this.#state = this.#stateNow();
  }

  get state(): ChatState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Reads the conversation and follows what runs in it, here or begun in another tab. Call `close` when done. */
  async open(): Promise<void> {
    this.#stopHearing();
    this.#stopHearing = this.#client.onTurnElsewhere(({ conversation }) => {
      if (conversation !== null && conversation === this.#conversation) void this.read();
    });
    await this.read();
  }

  /** Reads the conversation as it is now. What went wrong is in `state.error`. */
  async read(): Promise<void> {
    const id = this.#conversation;
    if (id === null) return;
    this.#reads += 1;
    const read = this.#reads;
    const over = new Set(this.#sent.filter(isOver));
    const settled = new Set(this.#sent.filter((sent) => !isOnItsWay(sent)));
    try {
      const [snapshot, pending] = await Promise.all([
        this.#client.conversations.snapshot(id, { limit: this.#limit }),
        this.#client.pending(),
      ]);
      // Answers may overtake each other: what an earlier read says is older than what is shown.
      if (read < this.#lastRead) return;
      this.#lastRead = read;
      // What was over before must be among what is read now, or it has left the branch or the newest messages.
      const told = new Set(snapshot.messages.map(({ turn }) => turn));
      this.#sent = this.#sent.filter((sent) => !over.has(sent) || told.has(turnOf(sent)));
      for (const send of pending.filter(({ conversation }) => conversation === id)) {
        if ([...this.#sent, ...this.#left].some((sent) => isSendOf(sent, send.key))) continue;
        const floor = snapshot.turns.find((turn) => turn.id === send.turn)?.text ?? '';
        const text = textIn(send.body, 'message') ?? '';
        const after = snapshot.messages.at(-1)?.id ?? null;
        this.#add(newSent({ key: send.key, text, floor, after, stream: this.#client.resume(send) }));
      }
      this.#followOpen(snapshot);
      // Only now, when it is known what of it is under way: else that would be shown twice for a moment.
      this.#title = snapshot.title;
      this.#stored = this.#branchOf(snapshot, settled);
      this.#error = null;
      this.#refusal = null;
    } catch (error) {
      this.#error = toClientError(error);
    }
    this.#isLoading = false;
    this.#changed();
  }

  /** Sends a message; resolves when it is answered, refused or followed no more, and never rejects: `state` tells. */
  async send(text: string, choices: SendChoices = {}): Promise<void> {
    await this.#begin(newSent({ key: this.#client.newKey(), text, choices }));
  }

  /** Stops what runs; what was said is kept. Resolves once the server has stored the wish, or refused it. */
  async stop(): Promise<void> {
    await stopAll(this.#sent);
  }

  /**
   * Goes on after a failure: what has not reached the server is sent again under its key, what can be followed is
   * followed on, and what has ended is asked once more, as a branch beside the first answer.
   */
  async retry(): Promise<void> {
    const last = this.#sent.at(-1);
    const state = last?.stream?.state;
    if (last !== undefined && (state === undefined || state.status === 'refused')) {
      this.#sent = this.#sent.filter((each) => each !== last);
      const turn = state?.turn ?? null;
      const { key, text, choices, floor } = last;
      if (turn === null) await this.#begin(newSent({ key, text, choices, floor }));
      else await this.#settled(this.#add(newSent({ key, text, choices, floor, stream: this.#client.follow(turn) })));
      return;
    }
    const question = this.#state.messages.findLast(({ role, id }) => role === 'user' && id !== null);
    const id = question?.id ?? null;
    if (question !== undefined && id !== null) await this.edit(id, question.text);
  }

  /**
   * Sends a message anew in the place of another one of the user's: it, and what followed, stays as another branch. What
   * of that is under way stops, keeping what was said: nobody would see the rest.
   */
  async edit(message: string, text: string): Promise<void> {
    const { messages } = this.#state;
    const place = messages.findIndex(({ id, role }) => id === message && role === 'user');
    const row = messages[place];
    if (row === undefined) {
      this.#refuse('There is no such question among the messages.');
      return;
    }
    const index = this.#stored.findIndex(({ id }) => id === message);
    const sent = this.#sent.find(({ key }) => questionKey(key) === row.key);
    const above = messages.slice(0, place);
    const parent = this.#stored[index]?.parent ?? (index < 0 ? this.#parentBelow(above, sent) : null);
    if (parent === undefined) {
      await this.read();
      if (this.#stored.some(({ id }) => id === message)) await this.edit(message, text);
      else if (this.#error === null) this.#refuse('The question is not among the newest messages.');
      return;
    }
    const media = this.#stored[index]?.media.map(({ id }) => ({ id })) ?? sent?.choices.media ?? [];
    const kept = new Set(above.map(({ key }) => key));
    const left = this.#sent.filter(({ key }) => !kept.has(questionKey(key)));
    this.#stored = index < 0 ? this.#stored : this.#stored.slice(0, index);
    this.#sent = this.#sent.filter((each) => !left.includes(each));
    this.#left = [...this.#left, ...left];
    // Not awaited: the new message is sent, and survives a reload, also where the server does not answer now.
    void stopAll(left);
    await this.send(text, { parent, ...(media.length === 0 ? {} : { media }) });
  }

  /** Ends the following; what runs goes on at the server, and `open` finds it again. */
  close(): void {
    this.#stopHearing();
    for (const { stream } of [...this.#sent, ...this.#left]) stream?.close();
    this.#sent = this.#sent.filter(({ stream }) => stream !== null && hasEnded(stream.state));
  }

  /** What a question follows that has not been read since it was stored; undefined where only the server knows. */
  #parentBelow(above: readonly ChatMessage[], sent: Sent | undefined): string | null | undefined {
    if (sent?.choices.parent !== undefined) return sent.choices.parent;
    // What was refused is no part of the conversation.
    const nearest = above.findLast(({ id }) => id !== null);
    if (nearest === undefined) return this.#isNew || this.#lastRead > 0 ? null : undefined;
    return nearest.status === 'streaming' ? undefined : nearest.id;
  }

  #refuse(message: string): void {
    this.#refusal = new ClientError('not-found', message);
    this.#changed();
  }

  async #begin(sent: Sent): Promise<void> {
    this.#refusal = null;
    this.#add(sent);
    try {
      const conversation = await this.#conversationId();
      const { key, text, choices } = sent;
      this.#listen(sent, this.#client.send(conversation, text, { ...choices, key }));
      await this.#settled(sent);
    } catch (error) {
      sent.error = toClientError(error);
      this.#changed();
    }
  }

  async #conversationId(): Promise<string> {
    if (this.#conversation !== null) return this.#conversation;
    this.#creating ??= this.#client.conversations.create({ assistant: this.#assistant }).then(({ id }) => id);
    try {
      this.#conversation = await this.#creating;
      return this.#conversation;
    } finally {
      this.#creating = null;
    }
  }

  /** Its messages without those that a message has left behind of which the server did not know yet. */
  #branchOf({ messages }: Snapshot, settled: ReadonlySet<Sent>): readonly Message[] {
    const told = new Set(messages.map(({ turn }) => turn));
    let branch = messages;
    for (const sent of this.#sent) {
      const { parent } = sent.choices;
      if (parent === undefined || settled.has(sent) || isRefused(sent) || told.has(turnOf(sent) ?? '')) continue;
      const place = branch.findIndex(({ id }) => id === parent);
      if (place >= 0 || parent === null) branch = branch.slice(0, place + 1);
    }
    return branch;
  }

  #followOpen({ turns, messages }: Snapshot): void {
    for (const { id, text: floor, userMessage } of turns) {
      if ([...this.#sent, ...this.#left].some((sent) => turnOf(sent) === id)) continue;
      const text = messages.find((message) => message.id === userMessage)?.text ?? '';
      // What is on its way may have become this turn already, and would be shown twice.
      const isSame = (sent: Sent): boolean => isOnItsWay(sent) && turnOf(sent) === null && sent.text === text;
      const same = this.#sent.find(isSame);
      if (same === undefined && this.#left.some(isSame)) continue;
      if (same !== undefined) same.presumed = id;
      // From its beginning, so that progress, citations and tools are known as well.
      else this.#add(newSent({ key: id, text, floor, stream: this.#client.follow(id) }));
    }
  }

  #add(sent: Sent): Sent {
    sent.after ??= this.#stateNow().messages.findLast(({ id }) => id !== null)?.id ?? null;
    this.#sent = [...this.#sent, sent];
    if (sent.stream !== null) this.#listen(sent, sent.stream);
    this.#changed();
    return sent;
  }

  #listen(sent: Sent, stream: TurnStream): void {
    sent.stream = stream;
    if (sent.isStopped === true) stream.cancel().catch(() => undefined);
    stream.subscribe(() => this.#heard(stream));
    this.#heard(stream);
  }

  #heard(stream: TurnStream): void {
    const sent = this.#sent.find((each) => each.stream === stream);
    if (sent !== undefined && !isOnItsWay(sent)) {
      const { presumed } = sent;
      sent.presumed = null;
      this.#sent = unite(this.#sent, stream);
      // Somebody else has said the same: that is still to be followed.
      if (presumed !== null && presumed !== stream.state.turn) void this.read();
    }
    this.#changed();
  }

  async #settled({ stream }: Sent): Promise<void> {
    await stream?.ended.catch(() => undefined);
    this.#changed();
  }

  #changed(): void {
    this.#state = this.#stateNow();
    this.#listeners.notify();
  }

  #stateNow(): ChatState {
    const exchanges = this.#sent.map(exchangeOf);
    const turn = exchanges.at(-1)?.state ?? null;
    return {
      status: this.#statusNow(exchanges.map(({ state }) => state.status)),
      conversation: this.#conversation,
      title: this.#title,
      messages: messagesOf(this.#stored, exchanges),
      turn,
      error: this.#refusal ?? this.#error ?? turn?.error ?? failureOf(turn),
    };
  }

  #statusNow(turns: readonly string[]): ChatState['status'] {
    if (this.#isLoading) return 'loading';
    if (turns.includes('running')) return 'streaming';
    if (turns.includes('sending')) return 'submitted';
    return this.#error !== null && this.#stored.length === 0 ? 'failed' : 'idle';
  }
}
