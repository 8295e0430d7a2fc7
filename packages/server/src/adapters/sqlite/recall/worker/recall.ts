import type { DatabaseSync } from 'node:sqlite';
import { scopeOf } from '../../../../ports/memory-store.ts';
import type { RecallHit, RecallQuery, RecallScope } from '../../../../ports/message-index.ts';
import type { ConversationRecord } from '../../../../ports/records.ts';
import { DIALOGUE_WEIGHTS } from '../../../../retrieval/dialogue/data/weights.ts';
import type { Line } from '../../../../retrieval/dialogue/line.ts';
import { rankDialogues } from '../../../../retrieval/dialogue/rank-dialogues.ts';
import { readDialogueQuestion } from '../../../../retrieval/dialogue/read-dialogue-question.ts';
import { conversationOf } from '../../rows.ts';
import { Statements } from '../../statements.ts';
import { DialogueShelf } from './dialogue-shelf.ts';
import { messageHits } from './message-hits.ts';

const CONVERSATION = 'SELECT * FROM conversation WHERE id = ? AND owner = ?';
const OF_ASSISTANT = 'SELECT * FROM conversation WHERE owner = ? AND assistant = ?';
const OF_OWNER = 'SELECT * FROM conversation WHERE owner = ?';

/** Answers questions on a connection that only reads, each from one state of the database. */
export class Recall {
  readonly #sql: Statements;
  readonly #shelf: DialogueShelf;

  constructor(database: DatabaseSync) {
    this.#sql = new Statements(database);
    this.#shelf = new DialogueShelf(this.#sql);
  }

  async search(query: RecallQuery): Promise<readonly RecallHit[] | null> {
    this.#sql.run('BEGIN');
    try {
      const conversations = this.#conversations(query.owner, query.scope);
      return conversations === null ? null : this.#answer(query, conversations);
    } finally {
      this.#sql.run('COMMIT');
    }
  }

  #conversations(owner: string, scope: RecallScope): readonly ConversationRecord[] | null {
    switch (scope.kind) {
      case 'conversations': {
        const rows = scope.conversations.map((id) => this.#sql.get(CONVERSATION, id, owner));
        return rows.includes(null) ? null : rows.flatMap((row) => (row === null ? [] : [conversationOf(row)]));
      }
      case 'assistant':
        return this.#sql.all(OF_ASSISTANT, owner, scope.assistant).map(conversationOf);
      case 'scopes':
        return this.#sql
          .all(OF_OWNER, owner)
          .map(conversationOf)
          .filter((conversation) => scope.scopes.includes(scopeOf(conversation)));
    }
  }

  #answer(query: RecallQuery, conversations: readonly ConversationRecord[]): readonly RecallHit[] {
    const question = readDialogueQuestion(query.text, query.now, DIALOGUE_WEIGHTS.form);
    const lines = conversations.flatMap(({ id, head }): readonly Line[] => {
      const line = this.#shelf.line(id, head);
      return line === null ? [] : [line];
    });
    const excluded = new Set(query.exclude);
    const ranked = rankDialogues(lines, question, new Map(), DIALOGUE_WEIGHTS).filter(({ id }) => !excluded.has(id));
    return messageHits(this.#sql, ranked.slice(0, query.k));
  }
}
