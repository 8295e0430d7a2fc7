import { ClientError } from '../errors.ts';
import type { Message, MessageStatus } from '../resources/types.ts';
import { hasEnded, type TurnState } from '../stream/turn-state.ts';

export interface ChatMessage {
  /** Stays the same from the first moment on, whatever becomes known of the message: for lists on a page. */
  readonly key: string;
  /** Its id at the server; null until that has stored it. */
  readonly id: string | null;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  /** Beside the server's words: `sending` until it is stored, `streaming` while it is written, `refused` if it never was. */
  readonly status: MessageStatus | 'sending' | 'streaming' | 'refused';
  /** Progress, citations, tools and all else of an answer that this page has seen come; null for older ones. */
  readonly turn: TurnState | null;
}

export interface ChatState {
  /**
   * `loading` until the messages are there; `idle`; `submitted` until the server has the message; `streaming` while the
   * answer comes; `failed` where the conversation could not be read.
   */
  readonly status: 'loading' | 'idle' | 'submitted' | 'streaming' | 'failed';
  readonly conversation: string | null;
  readonly title: string | null;
  /** The current branch, oldest first. */
  readonly messages: readonly ChatMessage[];
  /** The newest turn that this page has seen. */
  readonly turn: TurnState | null;
  /** Why the conversation could not be read, a message not be edited, or the newest one not be answered to its end. */
  readonly error: ClientError | null;
}

/** A message that was sent from here, or found under way, and its answer. */
export interface Exchange {
  readonly key: string;
  readonly text: string;
  readonly state: TurnState;
  /** Its turn, as far as that is known or can be told from its text. */
  readonly turn: string | null;
  /** What the answer had come to when it was found; shown until the events have caught up with it. */
  readonly floor: string;
  /** Id of the newest message above it when it was sent; null at the top. */
  readonly after: string | null;
}

/** The messages of a chat: what is stored, and behind it what is under way; each answer below its question. */
export function messagesOf(stored: readonly Message[], exchanges: readonly Exchange[]): readonly ChatMessage[] {
  const turns = new Map(exchanges.map((exchange) => [exchange.turn, exchange]));
  const known = new Set(stored.map(({ id }) => id));
  // Its turn tells of a question sooner than its id does, which comes with the first event.
  const asked = new Set(stored.filter(({ role }) => role === 'user').map(({ turn }) => turn));
  const answers = new Map<string, ChatMessage>();
  const behind: ChatMessage[] = [];
  const refused: Refused[] = [];
  let previous: string | null = null;
  for (const { key, text, state, turn, floor, after } of exchanges) {
    const { userMessage, assistantMessage, status } = state;
    const isStored = (userMessage !== null && known.has(userMessage)) || (turn !== null && asked.has(turn));
    const isRefused = status === 'refused' && state.turn === null;
    const question: ChatMessage = {
      key: questionKey(key),
      id: userMessage,
      role: 'user',
      text,
      status: isRefused ? 'refused' : status === 'sending' ? 'sending' : 'complete',
      turn: null,
    };
    if (isRefused) refused.push({ row: question, after, previous });
    else if (!isStored) behind.push(question);
    previous = key;
    if (status === 'sending' || isRefused) continue;
    if (assistantMessage !== null && known.has(assistantMessage)) continue;
    const answer: ChatMessage = {
      key: answerKey(key),
      id: assistantMessage,
      role: 'assistant',
      text: !hasEnded(state) && floor.length > state.text.length ? floor : state.text,
      status: answerStatus(state),
      turn: state,
    };
    if (turn !== null && asked.has(turn)) answers.set(turn, answer);
    else behind.push(answer);
  }
  const rows = stored.flatMap((message) => {
    const row = storedRow(message, turns.get(message.turn ?? ''));
    const answer = message.role === 'user' ? answers.get(message.turn ?? '') : undefined;
    return answer === undefined ? [row] : [row, answer];
  });
  return withRefused([...rows, ...behind], refused);
}

interface Refused {
  readonly row: ChatMessage;
  readonly after: string | null;
  /** Key of what was sent before it from here. */
  readonly previous: string | null;
}

/** What was never stored stays where it was said, also where more is stored behind it. */
function withRefused(rows: readonly ChatMessage[], refused: readonly Refused[]): readonly ChatMessage[] {
  const all = [...rows];
  for (const { row, after, previous } of refused) {
    const isAbove = ({ id, key }: ChatMessage): boolean =>
      (after !== null && id === after) ||
      (previous !== null && (key === questionKey(previous) || key === answerKey(previous)));
    const place = all.findLastIndex(isAbove);
    // Where what was above it is shown no more, it is at the end, and not at the top.
    all.splice(place < 0 && after !== null ? all.length : place + 1, 0, row);
  }
  return all;
}

export function questionKey(key: string): string {
  return `${key}:user`;
}

function answerKey(key: string): string {
  return `${key}:assistant`;
}

const failures = new WeakMap<object, ClientError>();

/** Why an answer broke off, as an error to show; the same one each time. */
export function failureOf(turn: TurnState | null): ClientError | null {
  const failure = turn?.failure ?? null;
  if (turn === null || failure === null) return null;
  const { code, message } = failure;
  const error =
    failures.get(failure) ??
    new ClientError('server', message, { code, correlationId: turn.correlationId ?? undefined });
  failures.set(failure, error);
  return error;
}

function storedRow({ id, role, text, status }: Message, exchange: Exchange | undefined): ChatMessage {
  const key = exchange === undefined ? id : `${exchange.key}:${role}`;
  return { key, id, role, text, status, turn: role === 'assistant' ? (exchange?.state ?? null) : null };
}

function answerStatus({ status, failure }: TurnState): ChatMessage['status'] {
  switch (status) {
    case 'sending':
    case 'running':
      return 'streaming';
    case 'completed':
      return 'complete';
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return failure?.code === 'interrupted' ? 'interrupted' : 'error';
    case 'refused':
      return 'refused';
  }
}
