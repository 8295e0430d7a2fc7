import type {
  AccountRecord,
  CachedAnswerRecord,
  ConversationRecord,
  IdempotencyRecord,
  LedgerRecord,
  MediaRecord,
  MessageRecord,
  SettingRecord,
  StateRecord,
  TurnRecord,
} from '../../ports/records.ts';
import type { BranchEnd, ConversationQuery } from '../../ports/store.ts';
import {
  accountOf,
  cachedAnswerOf,
  conversationOf,
  idempotencyOf,
  integer,
  ledgerOf,
  mediaOf,
  messageOf,
  settingOf,
  stateOf,
  turnOf,
} from './rows.ts';
import type { Row, Statements } from './statements.ts';

const STATE_OF_BRANCH = 'state.conversation = branch.conversation AND state.scope = ?3 AND state.turn = branch.turn';
const PARENT_WITHOUT_STATE = `SELECT message.conversation, message.parent, message.turn FROM branch
        JOIN message ON message.conversation = branch.conversation AND message.id = branch.parent
        WHERE NOT EXISTS (SELECT 1 FROM state WHERE ${STATE_OF_BRANCH})`;
const STATES = `SELECT state.* FROM branch CROSS JOIN state ON ${STATE_OF_BRANCH}`;

/** The named questions of the store, each one statement. `record-reader.test.ts` looks at their plans. */
export const QUERIES = {
  conversation: 'SELECT * FROM conversation WHERE id = ? AND owner = ?',
  conversationByKey: 'SELECT * FROM conversation WHERE mount = ? AND owner = ? AND external_key = ?',
  conversations: `SELECT * FROM conversation WHERE owner = ?1 AND (?2 IS NULL OR mount = ?2)
    ORDER BY updated_at DESC, id DESC LIMIT ?3`,
  conversationsBefore: `SELECT * FROM conversation WHERE owner = ?1 AND (?2 IS NULL OR mount = ?2)
    AND (updated_at, id) < (?4, ?5) ORDER BY updated_at DESC, id DESC LIMIT ?3`,
  branch: `WITH RECURSIVE branch AS (
      SELECT message.*, 1 AS distance FROM message WHERE conversation = ?1 AND id = ?2
      UNION ALL
      SELECT message.*, branch.distance + 1 FROM branch
        JOIN message ON message.conversation = ?1 AND message.id = branch.parent
        WHERE branch.distance < ?3
    ) SELECT * FROM branch ORDER BY distance DESC`,
  branchLengths: `SELECT wanted.key AS place, (
      WITH RECURSIVE branch AS (
        SELECT message.conversation, message.parent FROM message
          WHERE message.conversation = conversation.id AND message.id = wanted.value ->> 'leaf'
        UNION ALL
        SELECT message.conversation, message.parent FROM branch
          JOIN message ON message.conversation = branch.conversation AND message.id = branch.parent
      ) SELECT count(*) FROM branch
    ) AS length FROM json_each(?1) AS wanted
      CROSS JOIN conversation ON conversation.id = wanted.value ->> 'conversation' AND conversation.owner = ?2`,
  message: `SELECT message.* FROM message JOIN conversation ON conversation.id = message.conversation
    WHERE message.id = ? AND conversation.owner = ?`,
  turn: 'SELECT * FROM turn WHERE id = ?',
  openTurns: 'SELECT * FROM turn WHERE conversation = ? AND ended_at IS NULL ORDER BY position',
  idempotency: 'SELECT * FROM idempotency WHERE hash = ?',
  tokensCountFrom: 'SELECT before FROM revocation WHERE owner = ?',
  // The newest line, and what the open turns hold.
  account: `SELECT balance, (SELECT coalesce(sum(turn.reserved), 0) FROM turn
      WHERE turn.owner = ?1 AND turn.ended_at IS NULL AND turn.reserved IS NOT NULL) AS reserved
    FROM ledger WHERE owner = ?1 ORDER BY position DESC LIMIT 1`,
  ledger: 'SELECT * FROM ledger WHERE owner = ? AND position < ? ORDER BY position DESC LIMIT ?',
  media: 'SELECT * FROM media WHERE id = ? AND owner = ?',
  unsettledMedia: `SELECT * FROM media WHERE state <> 'ready' AND created_at < ? ORDER BY created_at, id LIMIT ?`,
  mediaOf: 'SELECT * FROM media WHERE owner = ? LIMIT ?',
  cachedAnswer: 'SELECT * FROM answer WHERE hash = ? AND owner = ?',
  setting: 'SELECT * FROM setting WHERE owner = ? AND kind = ? AND id = ?',
  settings: 'SELECT * FROM setting WHERE owner = ? AND kind = ? ORDER BY id',
  // Each branch is walked up to the first turn that kept a state, and no further.
  state: `WITH RECURSIVE branch AS (
      SELECT message.conversation, message.parent, message.turn FROM message WHERE conversation = ?1 AND id = ?2
      UNION ALL
      ${PARENT_WITHOUT_STATE}
    ) ${STATES}`,
  states: `WITH RECURSIVE branch AS (
      SELECT message.conversation, message.parent, message.turn FROM json_each(?1) AS wanted
        CROSS JOIN conversation ON conversation.id = wanted.value AND conversation.owner = ?2
        CROSS JOIN message ON message.conversation = conversation.id AND message.id = conversation.head
      UNION ALL
      ${PARENT_WITHOUT_STATE}
    ) ${STATES}`,
} as const;

/** Reads records on the connection of the thread that asks. */
export class RecordReader {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  conversation(owner: string, id: string): ConversationRecord | null {
    return optional(this.#sql.get(QUERIES.conversation, id, owner), conversationOf);
  }

  conversationByKey(owner: string, mount: string, key: string): ConversationRecord | null {
    return optional(this.#sql.get(QUERIES.conversationByKey, mount, owner, key), conversationOf);
  }

  conversations({ owner, mount, limit, before }: ConversationQuery): readonly ConversationRecord[] {
    const rows =
      before === undefined
        ? this.#sql.all(QUERIES.conversations, owner, mount ?? null, limit)
        : this.#sql.all(QUERIES.conversationsBefore, owner, mount ?? null, limit, before.updatedAt, before.id);
    return rows.map(conversationOf);
  }

  branch(conversation: string, leaf: string, limit: number): readonly MessageRecord[] {
    return limit < 1 ? [] : this.#sql.all(QUERIES.branch, conversation, leaf, limit).map(messageOf);
  }

  branchLengths(owner: string, branches: readonly BranchEnd[]): readonly number[] {
    const rows = this.#sql.all(QUERIES.branchLengths, JSON.stringify(branches), owner);
    const lengths = new Map(rows.map(({ place, length }) => [Number(place), Number(length)]));
    return branches.map((_branch, place) => lengths.get(place) ?? 0);
  }

  message(owner: string, id: string): MessageRecord | null {
    return optional(this.#sql.get(QUERIES.message, id, owner), messageOf);
  }

  turn(id: string): TurnRecord | null {
    return optional(this.#sql.get(QUERIES.turn, id), turnOf);
  }

  openTurns(conversation: string): readonly TurnRecord[] {
    return this.#sql.all(QUERIES.openTurns, conversation).map(turnOf);
  }

  idempotency(hash: string): IdempotencyRecord | null {
    return optional(this.#sql.get(QUERIES.idempotency, hash), idempotencyOf);
  }

  state(conversation: string, scope: string, leaf: string): StateRecord | null {
    return optional(this.#sql.get(QUERIES.state, conversation, leaf, scope), stateOf);
  }

  tokensCountFrom(owner: string): number | null {
    return optional(this.#sql.get(QUERIES.tokensCountFrom, owner), (row) => integer(row, 'before'));
  }

  account(owner: string): AccountRecord | null {
    return optional(this.#sql.get(QUERIES.account, owner), accountOf);
  }

  ledger(owner: string, limit: number, before: number): readonly LedgerRecord[] {
    return this.#sql.all(QUERIES.ledger, owner, before, limit).map(ledgerOf);
  }

  media(owner: string, id: string): MediaRecord | null {
    return optional(this.#sql.get(QUERIES.media, id, owner), mediaOf);
  }

  unsettledMedia(before: number, limit: number): readonly MediaRecord[] {
    return this.#sql.all(QUERIES.unsettledMedia, before, limit).map(mediaOf);
  }

  mediaOf(owner: string, limit: number): readonly MediaRecord[] {
    return this.#sql.all(QUERIES.mediaOf, owner, limit).map(mediaOf);
  }

  cachedAnswer(owner: string, hash: string): CachedAnswerRecord | null {
    return optional(this.#sql.get(QUERIES.cachedAnswer, hash, owner), cachedAnswerOf);
  }

  setting(owner: string, kind: string, id: string): SettingRecord | null {
    return optional(this.#sql.get(QUERIES.setting, owner, kind, id), settingOf);
  }

  settings(owner: string, kind: string): readonly SettingRecord[] {
    return this.#sql.all(QUERIES.settings, owner, kind).map(settingOf);
  }

  states(owner: string, scope: string, conversations: readonly string[]): readonly StateRecord[] {
    return this.#sql.all(QUERIES.states, JSON.stringify(conversations), owner, scope).map(stateOf);
  }
}

function optional<T>(row: Row | null, make: (row: Row) => T): T | null {
  return row === null ? null : make(row);
}
