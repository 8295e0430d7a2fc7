import type { Meaning, SearchQuery } from '../../../../ports/search-index.ts';
import { integer } from '../../rows.ts';
import type { Row, Statements } from '../../statements.ts';
import { modelOf } from './vectors.ts';

/** So many vectors are compared one by one; each costs time that grows with its dimensions. */
const MOST_COMPARED = 20_000;
/** Passages that count as near. */
export const NEAREST = 100;

const ALL = `SELECT vector.chunk, vector.value FROM generation JOIN vector ON vector.generation = generation.number
  WHERE generation.scope IN (SELECT value FROM json_each(?1)) AND generation.state = 'current' AND vector.model = ?2
    AND (?3 IS NULL OR generation.document IN (SELECT value FROM json_each(?3)))`;
const SOME = `SELECT chunk, value FROM vector WHERE chunk IN (SELECT value FROM json_each(?1)) AND model = ?2`;

export interface Near {
  readonly chunk: number;
  /** Cosine of the angle between the two, above 0. */
  readonly likeness: number;
}

/**
 * The passages of these scopes that lie nearest to what is meant, the nearest first. `worded`: those that have words of
 * the question, which are all that is compared where there are too many.
 */
export function nearest(
  sql: Statements,
  scopes: readonly Row[],
  { documents }: SearchQuery,
  { model: name, vector }: Meaning,
  worded: readonly number[],
): readonly Near[] {
  const model = modelOf(sql, name);
  if (model === null) return [];
  const ids = JSON.stringify(scopes.map((scope) => integer(scope, 'id')));
  const passages = scopes.reduce((sum, scope) => sum + integer(scope, 'chunks'), 0);
  const isSmall = passages <= MOST_COMPARED;
  const wanted = documents === undefined ? null : JSON.stringify(documents);
  const rows = isSmall ? sql.iterate(ALL, ids, model, wanted) : sql.iterate(SOME, JSON.stringify(worded), model);
  const near: Near[] = [];
  for (const row of rows) {
    const likeness = likenessOf(vector, row['value']);
    if (likeness > 0) near.push({ chunk: integer(row, 'chunk'), likeness });
  }
  return near.sort((a, b) => b.likeness - a.likeness || a.chunk - b.chunk).slice(0, NEAREST);
}

function likenessOf(vector: Float32Array, kept: Row[string] | undefined): number {
  if (!(kept instanceof Uint8Array) || kept.byteLength !== vector.byteLength) return 0;
  // Where it begins is not always a place at which floats may.
  const aligned = kept.byteOffset % Float32Array.BYTES_PER_ELEMENT === 0 ? kept : kept.slice();
  const other = new Float32Array(aligned.buffer, aligned.byteOffset, vector.length);
  let sum = 0;
  for (let at = 0; at < vector.length; at += 1) sum += (vector[at] ?? 0) * (other[at] ?? 0);
  return sum;
}
