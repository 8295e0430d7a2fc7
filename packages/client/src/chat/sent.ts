import type { SendOptions } from '../client.ts';
import type { ClientError } from '../errors.ts';
import { hasEnded, NEW_TURN } from '../stream/turn-state.ts';
import type { TurnStream } from '../stream/turn-stream.ts';
import type { Exchange } from './chat-state.ts';

export type SendChoices = Pick<SendOptions, 'parent' | 'media' | 'model' | 'maxTokens'>;

/** A message that was sent from here, or found under way. */
export interface Sent {
  readonly key: string;
  readonly text: string;
  readonly choices: SendChoices;
  /** As in `Exchange`. */
  floor: string;
  /** Null while its conversation is being made. */
  stream: TurnStream | null;
  /** Id of the newest message above it when it was sent; null at the top. */
  after?: string | null;
  /** Stopped before there was a stream to stop. */
  isStopped?: boolean;
  /** A turn with the same text, found before the server has told which one this has become: most likely this. */
  presumed: string | null;
  error: ClientError | null;
}

export function newSent(sent: Pick<Sent, 'key' | 'text'> & Partial<Sent>): Sent {
  return { choices: {}, floor: '', stream: null, presumed: null, error: null, ...sent };
}

/** Its turn; the presumed one while the server has not told. */
export function turnOf({ stream, presumed }: Sent): string | null {
  return stream?.state.turn ?? presumed;
}

/** True until the server has told its turn, or refused it. */
export function isOnItsWay({ stream, error }: Sent): boolean {
  return error === null && (stream === null || stream.state.status === 'sending');
}

/** True where the server never had it. */
export function isRefused({ stream, error }: Sent): boolean {
  return error !== null || (stream?.state.status === 'refused' && stream.state.turn === null);
}

function isRunning({ stream, error }: Sent): boolean {
  return error === null && (stream === null || !hasEnded(stream.state));
}

/** True where the server has it, and it is followed no longer. */
export function isOver({ stream }: Sent): boolean {
  return stream !== null && stream.state.turn !== null && hasEnded(stream.state);
}

/** True for the send that is kept under `key`: also where it goes on under the key of what was found before it. */
export function isSendOf({ key, stream }: Sent, sendKey: string): boolean {
  return key === sendKey || stream?.state.key === sendKey;
}

/**
 * Leaves one of two entries that turn out to be the same turn: the older one, so that its keys stay, with the stream of
 * the send, so that the send is ended too. The other stream is closed.
 */
export function unite(all: readonly Sent[], { state: { turn } }: TurnStream): readonly Sent[] {
  const [older, newer] = turn === null ? [] : all.filter(({ stream }) => stream?.state.turn === turn);
  if (older === undefined || newer === undefined) return all;
  const streams = [older.stream, newer.stream];
  const [kept, left] = older.stream?.state.key === null ? streams.reverse() : streams;
  older.stream = kept ?? null;
  older.floor = longest(older.floor, newer.floor, left?.state.text ?? '');
  left?.close();
  return all.filter((sent) => sent !== newer);
}

/** Stops what runs; resolves once the server has stored that, or refused it. */
export async function stopAll(all: readonly Sent[]): Promise<void> {
  // The newest first, so that none that waits begins because the one before it ended.
  const running = all.filter(isRunning).reverse();
  await Promise.all(
    running.map(async (sent) => {
      sent.isStopped = true;
      await sent.stream?.cancel().catch(() => undefined);
    }),
  );
}

function longest(...texts: readonly string[]): string {
  return texts.reduce((best, text) => (text.length > best.length ? text : best), '');
}

export function exchangeOf(sent: Sent): Exchange {
  const { key, text, floor, stream, error, after = null } = sent;
  const unsent = { ...NEW_TURN, key, error, status: error === null ? NEW_TURN.status : ('refused' as const) };
  return { key, text, floor, after, turn: turnOf(sent), state: stream?.state ?? unsent };
}
