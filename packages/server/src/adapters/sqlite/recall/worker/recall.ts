import type { DatabaseSync } from 'node:sqlite';
import { scopeOf } from '../../../../ports/memory-store.ts';
import type { RecallHit, RecallQuery, RecallScope } from '../../../../ports/message-index.ts';
import type { ConversationRecord } from '../../../../ports/records.ts';
import { DIALOGUE_WEIGHTS } from '../../../../retrieval/dialogue/data/weights.ts';
import type { Line, RankedMessage } from '../../../../retrieval/dialogue/line.ts';
import { type FactScores, rankDialogues } from '../../../../retrieval/dialogue/rank-dialogues.ts';
import { type DialogueQuestion, readDialogueQuestion } from '../../../../retrieval/dialogue/read-dialogue-question.ts';
import { fuseRanks } from '../../../../retrieval/rank/rank-fusion.ts';
import { MemoryReader } from '../../memory-reader.ts';
import { integer, nullableText, text } from '../../rows.ts';
import { type Row, Statements } from '../../statements.ts';
import { DialogueShelf } from './dialogue-shelf.ts';
import { type Fact, type FactScope, findFacts } from './facts.ts';
import { graphMessages, relationHits } from './graph.ts';
import { memoryHits } from './memory-hits.ts';
import { MemoryShelf } from './memory-shelf.ts';
import { messageHits } from './message-hits.ts';

const FIELDS = 'id, assistant, mount, external_key, head';
const CONVERSATION = `SELECT ${FIELDS} FROM conversation WHERE id = ? AND owner = ?`;
const OF_ASSISTANT = `SELECT ${FIELDS} FROM conversation WHERE owner = ? AND assistant = ?`;
const KINDS = ['message', 'memory', 'relation'] as const;
/** Of the ranking, what is joined with the graph's list. */
const FUSED = 300;
/** Of the places that messages leave, what relations may take from memories. */
const RELATIONS_SHARE = 0.25;

/** What is read of a conversation: there may be thousands. */
type ScopedConversationRow = Pick<ConversationRecord, 'id' | 'assistant' | 'mount' | 'externalKey' | 'head'>;

/** A question as it was read. */
interface Asked {
  readonly key: string;
  readonly question: DialogueQuestion;
  readonly scope: FactScope;
  readonly facts: readonly Fact[];
}

/** Answers questions on a connection that only reads, each from one state of the database. */
export class Recall {
  readonly #sql: Statements;
  readonly #shelves: { readonly dialogues: DialogueShelf; readonly memories: MemoryShelf };
  readonly #memories: MemoryReader;
  #asked: Asked | null = null;

  constructor(database: DatabaseSync) {
    this.#sql = new Statements(database);
    this.#shelves = { dialogues: new DialogueShelf(this.#sql), memories: new MemoryShelf(this.#sql) };
    this.#memories = new MemoryReader(this.#sql, async (question) => question());
  }

  async search(query: RecallQuery): Promise<readonly RecallHit[] | null> {
    this.#sql.run('BEGIN');
    try {
      const conversations = this.#conversations(query.owner, query.scope);
      return conversations === null ? null : await this.#answer(query, conversations);
    } finally {
      this.#sql.run('COMMIT');
    }
  }

  #conversations(owner: string, scope: RecallScope): readonly ScopedConversationRow[] | null {
    switch (scope.kind) {
      case 'conversations': {
        const rows = scope.conversations.map((id) => this.#sql.get(CONVERSATION, id, owner));
        return rows.includes(null) ? null : rows.flatMap((row) => (row === null ? [] : [scopedOf(row)]));
      }
      case 'assistant':
        return this.#sql.all(OF_ASSISTANT, owner, scope.assistant).map(scopedOf);
      case 'scopes': {
        const assistants = new Set(scope.scopes.map((name) => name.split('/')[0] ?? name));
        return [...assistants]
          .flatMap((assistant) => this.#sql.all(OF_ASSISTANT, owner, assistant).map(scopedOf))
          .filter((conversation) => scope.scopes.includes(scopeOf(conversation)));
      }
    }
  }

  async #answer(query: RecallQuery, conversations: readonly ScopedConversationRow[]): Promise<readonly RecallHit[]> {
    const { k, kinds = KINDS } = query;
    const asked = this.#read(query, conversations);
    const { question, scope, facts } = asked;
    const wanted = new Set(kinds);
    const messages = wanted.has('message') ? await this.#messages(query, conversations, asked) : [];
    const room = k - messages.length;
    const relations =
      wanted.has('relation') && room > 0
        ? await relationHits(this.#sql, this.#memories, scope, query.text, question.asksPast)
        : [];
    // A part of what is left is theirs, where there are any.
    const shown = relations.slice(0, wanted.has('memory') ? Math.ceil(room * RELATIONS_SHARE) : room);
    const memories = wanted.has('memory') ? memoryHits(this.#sql, facts.slice(0, room - shown.length)) : [];
    return [...messages, ...memories, ...shown];
  }

  /** What the words of the question mean, and the facts that fit; of one turn messages and memories are asked apart. */
  #read(query: RecallQuery, conversations: readonly ScopedConversationRow[]): Asked {
    const { owner, now } = query;
    const version = integer(this.#sql.get('PRAGMA data_version') ?? {}, 'data_version');
    const key = JSON.stringify([version, owner, query.scope, query.text, now]);
    if (this.#asked?.key === key) return this.#asked;
    const question = readDialogueQuestion(query.text, now, DIALOGUE_WEIGHTS.form);
    const scopes = [...new Set(conversations.map(scopeOf))];
    const scope: FactScope = { owner, now, scopes, conversations: new Set(conversations.map(({ id }) => id)) };
    this.#asked = { key, question, scope, facts: findFacts(this.#sql, this.#shelves.memories, scope, question) };
    return this.#asked;
  }

  async #messages(
    query: RecallQuery,
    conversations: readonly ScopedConversationRow[],
    { question, facts, scope }: Asked,
  ): Promise<readonly RecallHit[]> {
    const lines = new Map<string, Line>();
    for (const { id, head } of conversations) {
      const line = this.#shelves.dialogues.line(id, head);
      if (line !== null) lines.set(id, line);
    }
    const ranked = rankDialogues([...lines.values()], question, liftedBy(facts, lines), DIALOGUE_WEIGHTS);
    const graph = await graphMessages(this.#sql, this.#memories, scope, query.text);
    const shown = graph.filter(({ message, conversation }) => lines.get(conversation)?.shows(message) === true);
    const excluded = new Set(query.exclude);
    const joined = withGraph(
      ranked,
      shown.map(({ message }) => message),
    );
    return messageHits(this.#sql, joined.filter(({ id }) => !excluded.has(id)).slice(0, query.k));
  }
}

function scopedOf(row: Row): ScopedConversationRow {
  return {
    id: text(row, 'id'),
    assistant: text(row, 'assistant'),
    mount: text(row, 'mount'),
    externalKey: nullableText(row, 'external_key'),
    head: nullableText(row, 'head'),
  };
}

/** The best fact of each message, by the line that the message is on. */
function liftedBy(facts: readonly Fact[], lines: ReadonlyMap<string, Line>): ReadonlyMap<Line, FactScores> {
  const lifted = new Map<Line, Map<string, number>>();
  for (const { score, messages } of facts) {
    for (const { message, conversation } of messages) {
      const line = lines.get(conversation);
      if (line === undefined) continue;
      const own = lifted.get(line) ?? new Map<string, number>();
      lifted.set(line, own.set(message, Math.max(score, own.get(message) ?? 0)));
    }
  }
  return lifted;
}

/** Joins the ranking with the list of the graph, where that has any. */
function withGraph(ranked: readonly RankedMessage[], graph: readonly string[]): readonly RankedMessage[] {
  if (graph.length === 0) return ranked;
  const lists = [{ ids: ranked.slice(0, FUSED).map(({ id }) => id) }, { ids: graph, weight: DIALOGUE_WEIGHTS.graph }];
  return [...fuseRanks(lists, DIALOGUE_WEIGHTS.fusion)]
    .map(([id, score]) => ({ id, score }))
    .toSorted((a, b) => b.score - a.score);
}
