import type {
  EntityRecord,
  GraphHit,
  MemoryBatch,
  MemoryQuery,
  MemoryRecord,
  MemorySource,
  MemoryStore,
  RelationRecord,
  SummaryRecord,
} from '../../ports/memory-store.ts';
import { batchOf, CURRENT, memoryOf, relationOf, summaryOf } from './memory-rows.ts';
import { integer, messageOf, text } from './rows.ts';
import type { Row, Statements } from './statements.ts';

const FILTER = `AND (?2 IS NULL OR type = ?2) AND (?3 IS NULL OR status = ?3) AND (?4 IS NULL OR subject = ?4)
    AND (?5 IS NULL OR attribute = ?5) AND (recorded_at, id) < (?6, ?7)
  ORDER BY recorded_at DESC, id DESC LIMIT ?8`;
/** A term that more memories have tells nothing of what is near. */
const MOST_OF_TERM = 200;
/** Of a long text the longest terms are looked at, which are the rarest as a rule, and of those the rarest count. */
const MOST_TERMS = 64;
const CHOSEN_TERMS = 24;
/** Entities beside those that were named, so that a question costs a few milliseconds at most. */
const MOST_NEIGHBOURS = 50;

/** The named questions about memories, each one statement; `query-plans.test.ts` looks at their plans. */
export const MEMORY_QUERIES = {
  memory: 'SELECT * FROM memory WHERE id = ? AND owner = ?',
  memories: `SELECT * FROM memory WHERE owner = ?1 ${FILTER}`,
  memoriesOfScope: `SELECT * FROM memory WHERE owner = ?1 AND scope = ?9 ${FILTER}`,
  sources: `SELECT memory_source.memory, message.* FROM json_each(?1) AS wanted
    CROSS JOIN memory ON memory.id = wanted.value AND memory.owner = ?2
    CROSS JOIN memory_source ON memory_source.memory = memory.id
    CROSS JOIN message ON message.conversation = memory_source.conversation AND message.id = memory_source.message`,
  history: `WITH RECURSIVE line AS (
      SELECT memory.*, 0 AS distance FROM memory WHERE id = ?1 AND owner = ?2
      UNION ALL
      SELECT memory.*, line.distance + 1 FROM line
        JOIN memory ON memory.superseded_by = line.id AND memory.owner = ?2 WHERE line.distance < ?3
    ) SELECT * FROM line WHERE distance > 0 LIMIT ?3`,
  commonness: `SELECT wanted.value AS term, (
      SELECT count(*) FROM (SELECT 1 FROM memory_term
        WHERE memory_term.owner = ?2 AND memory_term.scope = ?3 AND memory_term.term = wanted.value LIMIT ?4)
    ) AS memories FROM json_each(?1) AS wanted`,
  withTerms: `SELECT memory.id, group_concat(wanted.value, ' ') AS terms FROM json_each(?1) AS wanted
    CROSS JOIN memory_term
      ON memory_term.owner = ?2 AND memory_term.scope = ?3 AND memory_term.term = wanted.value
    CROSS JOIN memory ON memory.id = memory_term.memory AND memory.status = '${CURRENT}'
    GROUP BY memory.id`,
  entities: `SELECT DISTINCT entity.* FROM json_each(?1) AS wanted
    CROSS JOIN entity_alias ON entity_alias.owner = ?2 AND entity_alias.scope = ?3 AND entity_alias.alias = wanted.value
    CROSS JOIN entity ON entity.id = entity_alias.entity`,
  aliases: 'SELECT alias FROM entity_alias WHERE entity = ?',
  relationsFrom: `SELECT relation.* FROM entity CROSS JOIN relation ON relation.src = entity.id
    WHERE entity.id = ? AND entity.owner = ? ORDER BY relation.valid_to IS NOT NULL, relation.valid_from DESC LIMIT ?`,
  relationsTo: `SELECT relation.* FROM entity CROSS JOIN relation ON relation.dst = entity.id
    WHERE entity.id = ? AND entity.owner = ? ORDER BY relation.valid_to IS NOT NULL, relation.valid_from DESC LIMIT ?`,
  // One more than the allowed degree is enough to know that there are too many.
  memoriesOfEntity: 'SELECT memory AS id FROM mention WHERE entity = ? LIMIT ?',
  entitiesOfMemory: 'SELECT entity AS id FROM mention WHERE memory = ?',
  recorded: 'SELECT recorded_at FROM memory WHERE id = ? AND owner = ? AND scope = ?',
  summary: 'SELECT * FROM summary WHERE conversation = ? AND owner = ?',
  batch: 'SELECT * FROM memory_batch WHERE conversation = ? AND owner = ? AND messages > 0',
} as const;

/** Runs a question now, or says that the store cannot answer. */
export type Answer = <T>(question: () => T) => Promise<T>;

/** Reads memories on the connection of the thread that asks. */
export class MemoryReader implements MemoryStore {
  readonly #sql: Statements;
  readonly #answer: Answer;

  constructor(sql: Statements, answer: Answer) {
    this.#sql = sql;
    this.#answer = answer;
  }

  memory(owner: string, id: string): Promise<MemoryRecord | null> {
    return this.#answer(() => this.#memory(owner, id));
  }

  memories(query: MemoryQuery): Promise<readonly MemoryRecord[]> {
    const { owner, scope, type = null, status = null, subject = null, attribute = null, limit, before } = query;
    const from = before ?? { recordedAt: Number.MAX_SAFE_INTEGER, id: '' };
    const values = [owner, type, status, subject, attribute, from.recordedAt, from.id, limit] as const;
    return this.#answer(() =>
      (scope === undefined
        ? this.#sql.all(MEMORY_QUERIES.memories, ...values)
        : this.#sql.all(MEMORY_QUERIES.memoriesOfScope, ...values, scope)
      ).map(memoryOf),
    );
  }

  sources(owner: string, memories: readonly string[]): Promise<readonly MemorySource[]> {
    return this.#answer(() =>
      this.#sql
        .all(MEMORY_QUERIES.sources, JSON.stringify(memories), owner)
        .map((row) => ({ memory: text(row, 'memory'), message: messageOf(row) }))
        .sort((a, b) => a.message.createdAt - b.message.createdAt || (a.message.id < b.message.id ? -1 : 1)),
    );
  }

  history(owner: string, id: string, limit: number): Promise<readonly MemoryRecord[]> {
    return this.#answer(() => this.#sql.all(MEMORY_QUERIES.history, id, owner, limit).map(memoryOf).sort(latestFirst));
  }

  nearest(owner: string, scope: string, terms: readonly string[], limit: number): Promise<readonly MemoryRecord[]> {
    return this.#answer(() => {
      const longest = [...new Set(terms)].toSorted((one, other) => other.length - one.length).slice(0, MOST_TERMS);
      const wanted = JSON.stringify(longest);
      const weights = new Map<string, number>();
      for (const row of this.#sql.all(MEMORY_QUERIES.commonness, wanted, owner, scope, MOST_OF_TERM + 1)) {
        const memories = integer(row, 'memories');
        if (memories > 0 && memories <= MOST_OF_TERM) weights.set(text(row, 'term'), 1 / (1 + Math.log(memories)));
      }
      const rarest = [...weights].toSorted(([, one], [, other]) => other - one).slice(0, CHOSEN_TERMS);
      const chosen = JSON.stringify(rarest.map(([term]) => term));
      return this.#sql
        .all(MEMORY_QUERIES.withTerms, chosen, owner, scope)
        .map((row) => ({ id: text(row, 'id'), weight: weightOf(row, weights) }))
        .sort((a, b) => b.weight - a.weight || (a.id < b.id ? 1 : -1))
        .slice(0, limit)
        .flatMap(({ id }) => this.#memory(owner, id) ?? []);
    });
  }

  entities(owner: string, scope: string, names: readonly string[]): Promise<readonly EntityRecord[]> {
    return this.#answer(() =>
      this.#sql.all(MEMORY_QUERIES.entities, JSON.stringify(names), owner, scope).map((row) => ({
        id: text(row, 'id'),
        name: text(row, 'name'),
        type: text(row, 'type'),
        aliases: this.#sql.all(MEMORY_QUERIES.aliases, text(row, 'id')).map((alias) => text(alias, 'alias')),
      })),
    );
  }

  relations(owner: string, entity: string, limit: number): Promise<readonly RelationRecord[]> {
    return this.#answer(() =>
      [MEMORY_QUERIES.relationsFrom, MEMORY_QUERIES.relationsTo]
        .flatMap((sql) => this.#sql.all(sql, entity, owner, limit))
        .map(relationOf)
        .sort((a, b) => Number(a.validTo !== null) - Number(b.validTo !== null) || b.validFrom - a.validFrom)
        .slice(0, limit),
    );
  }

  async graph(
    owner: string,
    scope: string,
    names: readonly string[],
    { maxDegree, limit }: { readonly maxDegree: number; readonly limit: number },
  ): Promise<readonly GraphHit[]> {
    const named = await this.entities(owner, scope, names);
    return this.#answer(() => {
      const near = this.#reached(
        named.map(({ id }) => id),
        maxDegree,
      );
      const neighbours = [...near].flatMap((memory) => this.#ids(MEMORY_QUERIES.entitiesOfMemory, memory));
      const far = this.#reached(
        neighbours.filter((id) => !named.some((entity) => entity.id === id)).slice(0, MOST_NEIGHBOURS),
        maxDegree,
      );
      const hits = [
        ...this.#dated(owner, scope, [...near]).map((memory): GraphHit => ({ memory, distance: 1 })),
        ...this.#dated(
          owner,
          scope,
          [...far].filter((memory) => !near.has(memory)),
        ).map((memory): GraphHit => ({ memory, distance: 2 })),
      ];
      return hits.slice(0, limit);
    });
  }

  summary(owner: string, conversation: string): Promise<SummaryRecord | null> {
    return this.#answer(() => {
      const row = this.#sql.get(MEMORY_QUERIES.summary, conversation, owner);
      return row === null ? null : summaryOf(row);
    });
  }

  batch(owner: string, conversation: string): Promise<MemoryBatch | null> {
    return this.#answer(() => {
      const row = this.#sql.get(MEMORY_QUERIES.batch, conversation, owner);
      return row === null ? null : batchOf(row);
    });
  }

  #memory(owner: string, id: string): MemoryRecord | null {
    const row = this.#sql.get(MEMORY_QUERIES.memory, id, owner);
    return row === null ? null : memoryOf(row);
  }

  /** The memories that mention one of the entities, but for those entities that too many mention. */
  #reached(entities: readonly string[], maxDegree: number): ReadonlySet<string> {
    const memories = new Set<string>();
    for (const entity of new Set(entities)) {
      const found = this.#ids(MEMORY_QUERIES.memoriesOfEntity, entity, maxDegree + 1);
      if (found.length <= maxDegree) found.forEach((memory) => memories.add(memory));
    }
    return memories;
  }

  /** Those of the owner's, the last recorded first. */
  #dated(owner: string, scope: string, memories: readonly string[]): readonly string[] {
    return memories
      .flatMap((id) => {
        const row = this.#sql.get(MEMORY_QUERIES.recorded, id, owner, scope);
        return row === null ? [] : [{ id, at: integer(row, 'recorded_at') }];
      })
      .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
      .map(({ id }) => id);
  }

  #ids(sql: string, ...values: readonly (string | number)[]): readonly string[] {
    return this.#sql.all(sql, ...values).map((row) => text(row, 'id'));
  }
}

function weightOf(row: Row, weights: ReadonlyMap<string, number>): number {
  return text(row, 'terms')
    .split(' ')
    .reduce((sum, term) => sum + (weights.get(term) ?? 0), 0);
}

function latestFirst(a: MemoryRecord, b: MemoryRecord): number {
  return (b.validTo ?? 0) - (a.validTo ?? 0) || (a.id < b.id ? 1 : -1);
}
