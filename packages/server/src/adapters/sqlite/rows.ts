import type {
  AccountRecord,
  CachedAnswerRecord,
  ConversationRecord,
  IdempotencyRecord,
  JobRecord,
  LedgerRecord,
  MediaRecord,
  MessageRecord,
  SettingRecord,
  StateRecord,
  TurnRecord,
} from '../../ports/records.ts';
import type { Row } from './statements.ts';

export function conversationOf(row: Row): ConversationRecord {
  return {
    id: text(row, 'id'),
    owner: text(row, 'owner'),
    assistant: text(row, 'assistant'),
    mount: text(row, 'mount'),
    externalKey: nullableText(row, 'external_key'),
    title: nullableText(row, 'title'),
    createdAt: integer(row, 'created_at'),
    updatedAt: integer(row, 'updated_at'),
    head: nullableText(row, 'head'),
  };
}

export function messageOf(row: Row): MessageRecord {
  return {
    id: text(row, 'id'),
    conversation: text(row, 'conversation'),
    parent: nullableText(row, 'parent'),
    role: stored(text(row, 'role')),
    parts: json(row, 'parts'),
    status: stored(text(row, 'status')),
    turn: text(row, 'turn'),
    createdAt: integer(row, 'created_at'),
    ...(row['speaker'] === null ? {} : { speaker: text(row, 'speaker') }),
    ...(row['external_id'] === null ? {} : { externalId: text(row, 'external_id') }),
  };
}

export function turnOf(row: Row): TurnRecord {
  return {
    id: text(row, 'id'),
    conversation: text(row, 'conversation'),
    owner: text(row, 'owner'),
    assistant: text(row, 'assistant'),
    mount: text(row, 'mount'),
    operation: text(row, 'operation'),
    userMessage: text(row, 'user_message'),
    assistantMessage: text(row, 'assistant_message'),
    status: stored(text(row, 'status')),
    node: text(row, 'node'),
    epoch: integer(row, 'epoch'),
    attempts: integer(row, 'attempts'),
    model: text(row, 'model'),
    maxTokens: integer(row, 'max_tokens'),
    timeLimitMs: integer(row, 'time_limit_ms'),
    correlationId: text(row, 'correlation_id'),
    cancelRequestedBy: nullableText(row, 'cancel_requested_by'),
    options: json(row, 'options'),
    calls: json(row, 'calls'),
    usage: row['usage'] === null ? null : json(row, 'usage'),
    reserved: nullableInteger(row, 'reserved'),
    createdAt: integer(row, 'created_at'),
    endedAt: nullableInteger(row, 'ended_at'),
  };
}

export function idempotencyOf(row: Row): IdempotencyRecord {
  return {
    hash: text(row, 'hash'),
    fingerprint: text(row, 'fingerprint'),
    turn: text(row, 'turn'),
    createdAt: integer(row, 'created_at'),
  };
}

export function stateOf(row: Row): StateRecord {
  return {
    conversation: text(row, 'conversation'),
    scope: text(row, 'scope'),
    turn: text(row, 'turn'),
    version: integer(row, 'version'),
    data: json(row, 'data'),
  };
}

export function accountOf(row: Row): AccountRecord {
  return { balance: integer(row, 'balance'), reserved: integer(row, 'reserved') };
}

export function ledgerOf(row: Row): LedgerRecord {
  return {
    id: text(row, 'id'),
    owner: text(row, 'owner'),
    kind: stored(text(row, 'kind')),
    points: integer(row, 'points'),
    balance: integer(row, 'balance'),
    turn: nullableText(row, 'turn'),
    reason: nullableText(row, 'reason'),
    author: nullableText(row, 'author'),
    at: integer(row, 'at'),
    position: integer(row, 'position'),
  };
}

export function jobOf(row: Row): JobRecord {
  return {
    id: text(row, 'id'),
    kind: text(row, 'kind'),
    key: text(row, 'key'),
    payload: json(row, 'payload'),
    attempts: integer(row, 'attempts'),
    runAt: integer(row, 'run_at'),
    turn: nullableText(row, 'turn'),
  };
}

export function settingOf(row: Row): SettingRecord {
  return {
    owner: text(row, 'owner'),
    kind: text(row, 'kind'),
    id: text(row, 'id'),
    data: json(row, 'data'),
    revision: integer(row, 'revision'),
    createdAt: integer(row, 'created_at'),
    updatedAt: integer(row, 'updated_at'),
  };
}

export function mediaOf(row: Row): MediaRecord {
  const [width, height] = [nullableInteger(row, 'width'), nullableInteger(row, 'height')];
  return {
    id: text(row, 'id'),
    owner: text(row, 'owner'),
    state: stored(text(row, 'state')),
    kind: stored(text(row, 'kind')),
    mediaType: text(row, 'media_type'),
    name: nullableText(row, 'name'),
    bytes: integer(row, 'bytes'),
    hash: text(row, 'hash'),
    size: width === null || height === null ? null : { width, height },
    pages: nullableInteger(row, 'pages'),
    createdAt: integer(row, 'created_at'),
  };
}

export function cachedAnswerOf(row: Row): CachedAnswerRecord {
  return {
    hash: text(row, 'hash'),
    owner: text(row, 'owner'),
    conversation: text(row, 'conversation'),
    text: text(row, 'text'),
    createdAt: integer(row, 'created_at'),
  };
}

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') {
    throw new TypeError(`The column ${column} holds no text.`);
  }
  return value;
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') {
    throw new TypeError(`The column ${column} holds no number.`);
  }
  return value;
}

export function nullableText(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}

export function nullableInteger(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column);
}

/** The column was written by this adapter from a value of the same type, so it is trusted, not validated again. */
export function json<T>(row: Row, column: string): T {
  return JSON.parse(text(row, column)) as T;
}

/** As `json`, for a column that holds one of a few words. */
export function stored<T extends string>(value: string): T {
  return value as T;
}
