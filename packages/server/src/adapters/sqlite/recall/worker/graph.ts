import type { EntityRecord, MemoryStore, RelationRecord } from '../../../../ports/memory-store.ts';
import type { RecallHit } from '../../../../ports/message-index.ts';
import { DIALOGUE_WEIGHTS } from '../../../../retrieval/dialogue/data/weights.ts';
import { text } from '../../rows.ts';
import type { Statements } from '../../statements.ts';
import { type FactScope, sourcesOfMemories } from './facts.ts';
import { sourcesOf } from './message-hits.ts';

const MAX_DEGREE = 20;
const MOST_MEMORIES = 100;
const MOST_RELATIONS = 20;
/** Names have up to so many words. */
const LONGEST_NAME = 3;
const MOST_WORDS = 60;
const WORD = /[\p{L}\p{N}'’-]+/gu;

const NAME = 'SELECT name FROM entity WHERE id = ?';

/** A message that facts lead to from what the question names: in one step, or over one more name. */
export interface GraphMessage {
  readonly id: string;
  readonly distance: 1 | 2;
}

/** Each once, nearest first. */
export async function graphMessages(
  sql: Statements,
  memories: Pick<MemoryStore, 'graph'>,
  { owner, scopes, conversations }: FactScope,
  asked: string,
): Promise<readonly GraphMessage[]> {
  const names = namesOf(asked);
  const bounds = { maxDegree: MAX_DEGREE, limit: MOST_MEMORIES };
  const hits = await Promise.all(scopes.map((scope) => memories.graph(owner, scope, names, bounds)));
  const near = hits.flat().toSorted((a, b) => a.distance - b.distance);
  const sources = sourcesOfMemories(
    sql,
    near.map(({ memory }) => memory),
    conversations,
  );
  const found = new Map<string, GraphMessage>();
  for (const { memory, distance } of near) {
    for (const id of sources.get(memory) ?? []) if (!found.has(id)) found.set(id, { id, distance });
  }
  return [...found.values()];
}

/** What is known between what the question names and others, what still holds first. */
export async function relationHits(
  sql: Statements,
  memories: Pick<MemoryStore, 'entities' | 'relations'>,
  { owner, scopes, conversations }: FactScope,
  asked: string,
  asksPast: boolean,
): Promise<readonly RecallHit[]> {
  const names = namesOf(asked);
  const entities = (await Promise.all(scopes.map((scope) => memories.entities(owner, scope, names)))).flat();
  const found = await Promise.all(entities.map(({ id }) => memories.relations(owner, id, MOST_RELATIONS)));
  const relations = new Map(found.flat().map((relation) => [idOf(relation), relation]));
  const sources = sourcesOfMemories(sql, [...new Set(found.flat().map(({ memory }) => memory))], conversations);
  const said = sourcesOf(sql, [...sources.values()].flat());
  return [...relations]
    .map(([id, relation]): RecallHit => {
      const { src, predicate, dst, memory, validTo } = relation;
      const words = `${nameOf(sql, entities, src)} ${predicate.replaceAll('_', ' ')} ${nameOf(sql, entities, dst)}`;
      const own = (sources.get(memory) ?? []).flatMap((message) => said.get(message) ?? []);
      const score = validTo === null || asksPast ? 1 : DIALOGUE_WEIGHTS.superseded;
      return { kind: 'relation', id, text: words, score, sources: own };
    })
    .filter((hit) => hit.sources.length > 0)
    .toSorted((a, b) => b.score - a.score);
}

function idOf({ memory, src, predicate, dst }: RelationRecord): string {
  return `${memory}:${src}:${predicate}:${dst}`;
}

function nameOf(sql: Statements, known: readonly EntityRecord[], id: string): string {
  const entity = known.find((one) => one.id === id);
  if (entity !== undefined) return entity.name;
  const row = sql.get(NAME, id);
  return row === null ? '' : text(row, 'name');
}

/** Everything in the question that may be a name, in lower case. */
function namesOf(asked: string): readonly string[] {
  const words = (asked.toLowerCase().match(WORD) ?? []).slice(0, MOST_WORDS).map((word) => word.replace(/['’]s$/, ''));
  const names = words.flatMap((_word, at) =>
    Array.from({ length: LONGEST_NAME }, (_unused, more) => words.slice(at, at + more + 1).join(' ')),
  );
  return [...new Set(names)];
}
