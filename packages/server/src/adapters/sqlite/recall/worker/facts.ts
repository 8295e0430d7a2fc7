import type { MemoryRecord } from '../../../../ports/memory-store.ts';
import { DIALOGUE_WEIGHTS } from '../../../../retrieval/dialogue/data/weights.ts';
import { memoryFactor } from '../../../../retrieval/dialogue/memory-factor.ts';
import type { DialogueQuestion, Sought } from '../../../../retrieval/dialogue/read-dialogue-question.ts';
import { rarity } from '../../../../retrieval/rank/bm25.ts';
import { memoryOf } from '../../memory-rows.ts';
import { integer, text } from '../../rows.ts';
import type { Statements } from '../../statements.ts';

/** A term that more memories have chooses none of them, and costs time. */
const MOST_OF_TERM = 2_000;
/** Memories that are looked at, the best by their words. */
const CANDIDATES = 200;

const COUNT = 'SELECT count(*) AS memories FROM memory WHERE owner = ? AND scope = ?';
const OF_TERM = 'SELECT memory FROM memory_term WHERE owner = ? AND scope = ? AND term = ? LIMIT ?';
const MEMORIES = `SELECT memory.* FROM json_each(?1) AS wanted
  CROSS JOIN memory ON memory.id = wanted.value AND memory.owner = ?2`;
const SOURCES = `SELECT memory_source.* FROM json_each(?) AS wanted
  CROSS JOIN memory_source ON memory_source.memory = wanted.value`;

/** A memory that fits the question, with the messages that it comes from, of those that may be found. */
export interface Fact {
  readonly memory: MemoryRecord;
  readonly score: number;
  readonly messages: readonly string[];
}

export interface FactScope {
  readonly owner: string;
  readonly scopes: readonly string[];
  readonly conversations: ReadonlySet<string>;
  readonly now: number;
}

/** The memories that share words with the question, best first. */
export function findFacts(sql: Statements, scope: FactScope, question: DialogueQuestion): readonly Fact[] {
  const words = new Map<string, number>();
  for (const name of scope.scopes) addScores(sql, scope.owner, name, question, words);
  const best = [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1)).slice(0, CANDIDATES);
  const ids = best.map(([id]) => id);
  const sources = sourcesOfMemories(sql, ids, scope.conversations);
  return memoriesOf(sql, scope.owner, ids)
    .map((memory): Fact => {
      const { id, type, importance, accessCount, lastAccessed, validFrom, status } = memory;
      const usedAt = Math.max(lastAccessed ?? 0, validFrom);
      const aged = { type, importance, accessCount, usedAt, isCurrent: status === 'current' };
      const factor = memoryFactor(aged, scope.now, question.asksPast, DIALOGUE_WEIGHTS);
      return { memory, score: (words.get(id) ?? 0) * factor, messages: sources.get(id) ?? [] };
    })
    .filter(({ messages, score }) => messages.length > 0 && score > 0)
    .sort((a, b) => b.score - a.score || (a.memory.id < b.memory.id ? 1 : -1));
}

function memoriesOf(sql: Statements, owner: string, ids: readonly string[]): readonly MemoryRecord[] {
  return sql.all(MEMORIES, JSON.stringify(ids), owner).map(memoryOf);
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
function addScores(
  sql: Statements,
  owner: string,
  scope: string,
  question: DialogueQuestion,
  into: Map<string, number>,
): void {
  const count = integer(sql.get(COUNT, owner, scope) ?? {}, 'memories');
  if (count === 0) return;
  for (const { term, weight, others } of soughtOf(question)) {
    const best = new Map<string, number>();
    for (const word of [term, ...others]) {
      const rows = sql.all(OF_TERM, owner, scope, word, MOST_OF_TERM + 1);
      if (rows.length === 0 || rows.length > MOST_OF_TERM) continue;
      const rare = rarity(word, { count, meanLength: 1, frequency: () => rows.length });
      const score = weight * (word === term ? 1 : DIALOGUE_WEIGHTS.synonym) * rare;
      for (const row of rows) {
        const memory = text(row, 'memory');
        if (score > (best.get(memory) ?? 0)) best.set(memory, score);
      }
    }
    for (const [memory, score] of best) into.set(memory, (into.get(memory) ?? 0) + score);
  }
}

/** Memories have their words as they were said: forms that are one word in talk are several here. */
function soughtOf({ sought, plainTerms }: DialogueQuestion): readonly Sought[] {
  const known = new Set(sought.map(({ term }) => term));
  const plain = plainTerms.filter((term) => !known.has(term));
  return [...sought, ...plain.map((term) => ({ term, weight: 1, others: [] }))];
}
