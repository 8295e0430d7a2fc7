import type { Message, TurnState } from '@parlance/client';

/** One message as it is shown, whether it is stored or still on its way. */
export interface Row {
  /** The same before and after the message has an id of its own, so that nothing is drawn anew. */
  readonly key: string;
  readonly role: 'user' | 'assistant';
  /** Null until the server has told it. */
  readonly id: string | null;
  /** The message before; null at the top, undefined where only the server knows. */
  readonly parent: string | null | undefined;
  readonly text: string;
  /** Files that came with it. */
  readonly media: readonly { readonly id: string }[];
  readonly status: RowStatus;
  readonly turn: string | null;
  /** Null of messages that are stored nowhere yet. */
  readonly createdAt: string | null;
  /** True where this page was there while it was said. */
  readonly isNew: boolean;
  /** All that this page has seen of the turn; null where it was read from the history. */
  readonly live: TurnState | null;
}

export type RowStatus = 'sending' | 'running' | 'complete' | 'interrupted' | 'cancelled' | 'error' | 'refused';

/** A turn that this page follows, and the message that began it. */
export interface Exchange {
  readonly key: string;
  readonly text: string;
  readonly parent: string | null | undefined;
  readonly media: readonly { readonly id: string }[];
  /** The least that is shown of the answer while it is followed anew. */
  readonly floor: string;
  readonly state: TurnState;
}

const rows = new WeakMap<Message, Row>();

/** A stored message as a row; the same object for the same message. */
export function rowOf(message: Message, keys: ReadonlyMap<string, string>, seen: ReadonlyMap<string, TurnState>): Row {
  const known = rows.get(message);
  if (known !== undefined) return known;
  const { id, parent, role, status, text, media, turn, createdAt } = message;
  const row: Row = {
    key: keyOf(turn === null ? id : (keys.get(turn) ?? turn), role),
    role,
    id,
    parent,
    text,
    media,
    status,
    turn,
    createdAt,
    live: role === 'assistant' && turn !== null ? (seen.get(turn) ?? null) : null,
    isNew: turn !== null && keys.has(turn),
  };
  rows.set(message, row);
  return row;
}

/** Both messages of a turn under way, or of one that has just ended. */
export function rowsOf({ key, text, parent, media, floor, state }: Exchange, withQuestion: boolean): readonly Row[] {
  const { turn, userMessage, assistantMessage } = state;
  const isRefused = state.status === 'refused' && turn === null;
  const common = { turn, createdAt: null, isNew: true };
  const question: Row = {
    ...common,
    media,
    key: keyOf(key, 'user'),
    role: 'user',
    id: userMessage,
    parent,
    text,
    status: isRefused ? 'refused' : state.status === 'sending' ? 'sending' : 'complete',
    live: isRefused ? state : null,
  };
  const answer: Row = {
    ...common,
    media: [],
    key: keyOf(key, 'assistant'),
    role: 'assistant',
    id: assistantMessage,
    parent: userMessage,
    text: state.status === 'running' && state.text.length < floor.length ? floor : state.text,
    status: statusOf(state),
    live: state,
  };
  return [...(withQuestion ? [question] : []), ...(isRefused ? [] : [answer])];
}

/**
 * All rows in the order of what was said. `settled` of the stored ones stand as they are; behind them questions that are
 * stored have answers that are not, which belong right below.
 */
export function weave(
  stored: readonly Row[],
  live: readonly Row[],
): { readonly settled: number; readonly rows: readonly Row[] } {
  const asked = new Set(live.flatMap(({ role, turn }) => (role === 'user' && turn !== null ? [turn] : [])));
  const answers = new Map(
    live.flatMap((row) =>
      row.role === 'assistant' && row.turn !== null && !asked.has(row.turn) ? [[row.turn, row] as const] : [],
    ),
  );
  const answerTo = ({ role, turn }: Row): Row | undefined =>
    role === 'user' && turn !== null ? answers.get(turn) : undefined;
  const first = answers.size === 0 ? -1 : stored.findIndex((row) => answerTo(row) !== undefined);
  if (first < 0) return { settled: stored.length, rows: live };
  const pairs = stored.slice(first).flatMap((row) => [row, answerTo(row)].filter((each) => each !== undefined));
  const placed = new Set(pairs);
  return { settled: first, rows: [...pairs, ...live.filter((row) => !placed.has(row))] };
}

function keyOf(turn: string, role: Row['role']): string {
  return `${turn}/${role}`;
}

function statusOf({ status, failure }: TurnState): RowStatus {
  switch (status) {
    case 'completed':
      return 'complete';
    case 'failed':
      return failure?.code === 'interrupted' ? 'interrupted' : 'error';
    case 'sending':
    case 'running':
    case 'cancelled':
    case 'refused':
      return status;
    default:
      return status satisfies never;
  }
}
