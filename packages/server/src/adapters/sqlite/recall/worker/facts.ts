import { DIALOGUE_WEIGHTS } from '../../../../retrieval/dialogue/data/weights.ts';
import { type AgedMemory, memoryFactor } from '../../../../retrieval/dialogue/memory-factor.ts';
import type { DialogueQuestion, Sought } from '../../../../retrieval/dialogue/read-dialogue-question.ts';
import { BestFirst, type Ranked } from '../../../../retrieval/rank/best-first.ts';
import { rarity } from '../../../../retrieval/rank/bm25.ts';
import { CURRENT } from '../../memory-rows.ts';
import { integer, nullableInteger, stored, text } from '../../rows.ts';
import type { Row, Statements } from '../../statements.ts';
import type { MemoryShelf, ScopedMemories } from './memory-shelf.ts';

/** A word that more memories have chooses none of them, and costs time. */
const MOST_OF_WORD = 2_000;

const MEMORIES = `SELECT memory.id, memory.type, memory.text, importance, access_count, last_accessed, valid_from, status
  FROM json_each(?1) AS wanted CROSS JOIN memory ON memory.id = wanted.value AND memory.owner = ?2`;
const SOURCES = `SELECT memory_source.* FROM json_each(?) AS wanted
  CROSS JOIN memory_source ON memory_source.memory = wanted.value`;

/** A memory that fits the question, with the messages that it comes from, of those that may be found. */
export interface Fact {
  readonly id: string;
  readonly text: string;
  readonly score: number;
  readonly messages: readonly string[];
}

export interface FactScope {
  readonly owner: string;
  readonly scopes: readonly string[];
  readonly conversations: ReadonlySet<string>;
  readonly now: number;
  /** Memories that are looked at, the best by their words. */
  readonly candidates: number;
}

/** The memories that share words with the question, best first. */
export function findFacts(
  sql: Statements,
  shelf: MemoryShelf,
  scope: FactScope,
  question: DialogueQuestion,
): readonly Fact[] {
  const best = new BestFirst<Ranked>(scope.candidates);
  for (const name of scope.scopes) offerScope(best, shelf.scope(scope.owner, name), question);
  const words = new Map(best.list().map(({ id, score }) => [id, score]));
  const ids = [...words.keys()];
  const sources = sourcesOfMemories(sql, ids, scope.conversations);
  return sql
    .all(MEMORIES, JSON.stringify(ids), scope.owner)
    .map((row): Fact => {
      const id = text(row, 'id');
      const factor = memoryFactor(agedOf(row), scope.now, question.asksPast, DIALOGUE_WEIGHTS);
      return { id, text: text(row, 'text'), score: (words.get(id) ?? 0) * factor, messages: sources.get(id) ?? [] };
    })
    .filter(({ messages, score }) => messages.length > 0 && score > 0)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? 1 : -1));
}

function agedOf(row: Row): AgedMemory {
  return {
    type: stored(text(row, 'type')),
    importance: integer(row, 'importance'),
    usedAt: Math.max(nullableInteger(row, 'last_accessed') ?? 0, integer(row, 'valid_from')),
    accessCount: integer(row, 'access_count'),
    isCurrent: text(row, 'status') === CURRENT,
  };
}

/** Messages by the memories that come from them, in these conversations. */
export function sourcesOfMemories(
  sql: Statements,
  memories: readonly string[],
  conversations: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const row of sql.all(SOURCES, JSON.stringify(memories))) {
    if (!conversations.has(text(row, 'conversation'))) continue;
    const memory = text(row, 'memory');
    found.set(memory, [...(found.get(memory) ?? []), text(row, 'message')]);
  }
  return found;
}

/** BM25 of sentences, in which a word stands once and length says nothing. */
function offerScope(into: BestFirst<Ranked>, { ids, postings }: ScopedMemories, question: DialogueQuestion): void {
  if (ids.length === 0) return;
  const scores = new Float64Array(ids.length);
  /** For which word of the question each memory was counted last: of words for the same the best counts. */
  const counted = new Int32Array(ids.length);
  soughtOf(question).forEach(({ term, weight, others }, at) => {
    const words = [term, ...others].map((word) => {
      const all = postings(word);
      const places = all.length > MOST_OF_WORD ? [] : all;
      const rare = rarity(word, { count: ids.length, meanLength: 1, frequency: () => places.length });
      return { places, score: weight * (word === term ? 1 : DIALOGUE_WEIGHTS.synonym) * rare };
    });
    for (const { places, score } of words.toSorted((a, b) => b.score - a.score)) {
      for (const place of places) {
        if (counted[place] !== at + 1) scores[place] = (scores[place] ?? 0) + score;
        counted[place] = at + 1;
      }
    }
  });
  for (let place = ids.length - 1; place >= 0; place -= 1) {
    const score = scores[place] ?? 0;
    if (into.takes(score, place)) into.offer({ id: ids[place] ?? '', score, at: place });
  }
}

/** Memories have their words as they were said: forms that are one word in talk are several here. */
function soughtOf({ sought, plainTerms }: DialogueQuestion): readonly Sought[] {
  const known = new Set(sought.map(({ term }) => term));
  const plain = plainTerms.filter((term) => !known.has(term));
  return [...sought, ...plain.map((term) => ({ term, weight: 1, others: [] }))];
}
