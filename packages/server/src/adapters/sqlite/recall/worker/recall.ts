import type { DatabaseSync } from 'node:sqlite';
import { scopeOf } from '../../../../ports/memory-store.ts';
import type { RecallHit, RecallQuery, RecallScope } from '../../../../ports/message-index.ts';
import type { ConversationRecord } from '../../../../ports/records.ts';
import { DIALOGUE_WEIGHTS } from '../../../../retrieval/dialogue/data/weights.ts';
import type { RankedMessage } from '../../../../retrieval/dialogue/line.ts';
import { rankDialogue } from '../../../../retrieval/dialogue/rank-dialogue.ts';
import { type DialogueQuestion, readDialogueQuestion } from '../../../../retrieval/dialogue/read-dialogue-question.ts';
import { fuseRanks } from '../../../../retrieval/rank/rank-fusion.ts';
import { MemoryReader } from '../../memory-reader.ts';
import { integer, nullableText, text } from '../../rows.ts';
import { type Row, Statements } from '../../statements.ts';
import { DialogueShelf } from './dialogue-shelf.ts';
import { type Fact, type FactScope, findFacts } from './facts.ts';
import { type GraphMessage, graphMessages, relationHits } from './graph.ts';
import { memoryHits } from './memory-hits.ts';
import { MemoryShelf } from './memory-shelf.ts';
import { messageHits } from './message-hits.ts';

const FIELDS = 'id, assistant, mount, external_key, head';
const CONVERSATION = `SELECT ${FIELDS} FROM conversation WHERE id = ? AND owner = ?`;
const OF_ASSISTANT = `SELECT ${FIELDS} FROM conversation WHERE owner = ? AND assistant = ?`;
const KINDS = ['message', 'memory', 'relation'] as const;
/** Of the places that messages leave, what relations may take from memories. */
const RELATIONS_SHARE = 0.25;

/** Facts that are looked at, where all that is remembered comes from the conversations that are searched. */
const FEWEST_FACTS = 40;
/** Where only some of it does: most of what fits may come from others. */
const MORE_FACTS = 400;

/** What is read of a conversation: there may be thousands. */
type ScopedConversationRow = Pick<ConversationRecord, 'id' | 'assistant' | 'mount' | 'externalKey' | 'head'>;

/** A question as it was read. */
interface Asked {
  readonly key: string;
  readonly conversations: readonly ScopedConversationRow[];
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
      const asked = this.#read(query);
      return asked === null ? null : await this.#answer(query, asked);
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

  async #answer(query: RecallQuery, asked: Asked): Promise<readonly RecallHit[]> {
    const { k, kinds = KINDS } = query;
    const { question, scope, facts } = asked;
    const wanted = new Set(kinds);
    const messages = wanted.has('message') ? await this.#messages(query, asked) : [];
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

  /** Null where the scope names what is not there. Of one turn messages and memories are asked apart, with one question. */
  #read(query: RecallQuery): Asked | null {
    const { owner, now } = query;
    const version = integer(this.#sql.get('PRAGMA data_version') ?? {}, 'data_version');
    const candidates = query.scope.kind === 'conversations' ? MORE_FACTS : Math.max(FEWEST_FACTS, query.k);
    const key = JSON.stringify([version, owner, query.scope, query.text, now, candidates]);
    if (this.#asked?.key === key) return this.#asked;
    const conversations = this.#conversations(owner, query.scope);
    if (conversations === null) return null;
    const question = readDialogueQuestion(query.text, now, DIALOGUE_WEIGHTS.form);
    const scopes = [...new Set(conversations.map(scopeOf))];
    const ids = new Set(conversations.map(({ id }) => id));
    const scope: FactScope = { owner, now, scopes, conversations: ids, candidates };
    const facts = findFacts(this.#sql, this.#shelves.memories, scope, question);
    this.#asked = { key, conversations, question, scope, facts };
    return this.#asked;
  }

  async #messages(query: RecallQuery, asked: Asked): Promise<readonly RecallHit[]> {
    const { conversations, question, facts, scope } = asked;
    const line = this.#shelves.dialogues.line(JSON.stringify([query.owner, query.scope]), conversations);
    const lifted = new Map<string, number>();
    for (const { score, messages } of facts) {
      for (const id of messages) lifted.set(id, Math.max(score, lifted.get(id) ?? 0));
    }
    const ranked = rankDialogue(line, question, lifted, DIALOGUE_WEIGHTS);
    const graph = await graphMessages(this.#sql, this.#memories, scope, query.text);
    const joined = withGraph(
      ranked,
      graph.filter(({ id }) => line.shows(id)),
    );
    const excluded = new Set(query.exclude);
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

/** Joins the ranking with the list of the graph: nearest first, and of equally near ones those that rank better. */
function withGraph(ranked: readonly RankedMessage[], graph: readonly GraphMessage[]): readonly RankedMessage[] {
  if (graph.length === 0) return ranked;
  const ids = ranked.map(({ id }) => id);
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = ({ id }: GraphMessage): number => places.get(id) ?? ids.length;
  const near = graph.toSorted((a, b) => a.distance - b.distance || placeOf(a) - placeOf(b)).map(({ id }) => id);
  return [...fuseRanks([{ ids }, { ids: near, weight: DIALOGUE_WEIGHTS.graph }], DIALOGUE_WEIGHTS.fusion)]
    .map(([id, score]) => ({ id, score }))
    .toSorted((a, b) => b.score - a.score);
}
