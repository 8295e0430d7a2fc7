import type { DatabaseSync } from 'node:sqlite';
import { scopeOf } from '../../../../ports/memory-store.ts';
import type { RecallHit, RecallQuery, RecallScope } from '../../../../ports/message-index.ts';
import type { ConversationRecord } from '../../../../ports/records.ts';
import { DIALOGUE_WEIGHTS } from '../../../../retrieval/dialogue/data/weights.ts';
import type { Line, RankedMessage } from '../../../../retrieval/dialogue/line.ts';
import { rankDialogues } from '../../../../retrieval/dialogue/rank-dialogues.ts';
import { type DialogueQuestion, readDialogueQuestion } from '../../../../retrieval/dialogue/read-dialogue-question.ts';
import { fuseRanks } from '../../../../retrieval/rank/rank-fusion.ts';
import { MemoryReader } from '../../memory-reader.ts';
import { conversationOf } from '../../rows.ts';
import { Statements } from '../../statements.ts';
import { DialogueShelf } from './dialogue-shelf.ts';
import { type Fact, type FactScope, findFacts } from './facts.ts';
import { graphMessages, relationHits } from './graph.ts';
import { memoryHits } from './memory-hits.ts';
import { messageHits } from './message-hits.ts';

const CONVERSATION = 'SELECT * FROM conversation WHERE id = ? AND owner = ?';
const OF_ASSISTANT = 'SELECT * FROM conversation WHERE owner = ? AND assistant = ?';
const KINDS = ['message', 'memory', 'relation'] as const;
/** Of the ranking, what is joined with the graph's list. */
const FUSED = 300;
/** Of the places that messages leave, what relations may take from memories. */
const RELATIONS_SHARE = 0.25;

/** Answers questions on a connection that only reads, each from one state of the database. */
export class Recall {
  readonly #sql: Statements;
  readonly #shelf: DialogueShelf;
  readonly #memories: MemoryReader;

  constructor(database: DatabaseSync) {
    this.#sql = new Statements(database);
    this.#shelf = new DialogueShelf(this.#sql);
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

  #conversations(owner: string, scope: RecallScope): readonly ConversationRecord[] | null {
    switch (scope.kind) {
      case 'conversations': {
        const rows = scope.conversations.map((id) => this.#sql.get(CONVERSATION, id, owner));
        return rows.includes(null) ? null : rows.flatMap((row) => (row === null ? [] : [conversationOf(row)]));
      }
      case 'assistant':
        return this.#sql.all(OF_ASSISTANT, owner, scope.assistant).map(conversationOf);
      case 'scopes': {
        const assistants = new Set(scope.scopes.map((name) => name.split('/')[0] ?? name));
        return [...assistants]
          .flatMap((assistant) => this.#sql.all(OF_ASSISTANT, owner, assistant).map(conversationOf))
          .filter((conversation) => scope.scopes.includes(scopeOf(conversation)));
      }
    }
  }

  async #answer(query: RecallQuery, conversations: readonly ConversationRecord[]): Promise<readonly RecallHit[]> {
    const { owner, text, k, now, kinds = KINDS } = query;
    const question = readDialogueQuestion(text, now, DIALOGUE_WEIGHTS.form);
    const scope: FactScope = {
      owner,
      now,
      scopes: [...new Set(conversations.map(scopeOf))],
      conversations: new Set(conversations.map(({ id }) => id)),
    };
    const facts = findFacts(this.#sql, scope, question);
    const wanted = new Set(kinds);
    const messages = wanted.has('message') ? await this.#messages(query, conversations, question, facts, scope) : [];
    const room = k - messages.length;
    const relations =
      wanted.has('relation') && room > 0
        ? await relationHits(this.#sql, this.#memories, scope, text, question.asksPast)
        : [];
    // A part of what is left is theirs, where there are any.
    const shown = relations.slice(0, wanted.has('memory') ? Math.ceil(room * RELATIONS_SHARE) : room);
    const memories = wanted.has('memory') ? memoryHits(this.#sql, facts.slice(0, room - shown.length)) : [];
    return [...messages, ...memories, ...shown];
  }

  async #messages(
    query: RecallQuery,
    conversations: readonly ConversationRecord[],
    question: DialogueQuestion,
    facts: readonly Fact[],
    scope: FactScope,
  ): Promise<readonly RecallHit[]> {
    const lines = conversations.flatMap(({ id, head }): readonly Line[] => {
      const line = this.#shelf.line(id, head);
      return line === null ? [] : [line];
    });
    const excluded = new Set(query.exclude);
    const lifted = new Map<string, number>();
    for (const { score, messages } of facts) {
      for (const id of messages) if (score > (lifted.get(id) ?? 0)) lifted.set(id, score);
    }
    const ranked = rankDialogues(lines, question, lifted, DIALOGUE_WEIGHTS);
    const graph = await graphMessages(this.#sql, this.#memories, scope, query.text);
    const joined = withGraph(ranked, graph, lines);
    return messageHits(this.#sql, joined.filter(({ id }) => !excluded.has(id)).slice(0, query.k));
  }
}

/** Joins the ranking with the list of the graph, where that has any that may be found. */
function withGraph(
  ranked: readonly RankedMessage[],
  graph: readonly string[],
  lines: readonly Line[],
): readonly RankedMessage[] {
  if (graph.length === 0) return ranked;
  const shown = new Set(
    lines.flatMap(({ dialogue, places }) => places.map((place) => dialogue.messages[place]?.id ?? '')),
  );
  const lists = [
    { ids: ranked.slice(0, FUSED).map(({ id }) => id) },
    { ids: graph.filter((id) => shown.has(id)), weight: DIALOGUE_WEIGHTS.graph },
  ];
  return [...fuseRanks(lists, DIALOGUE_WEIGHTS.fusion)]
    .map(([id, score]) => ({ id, score }))
    .toSorted((a, b) => b.score - a.score);
}
