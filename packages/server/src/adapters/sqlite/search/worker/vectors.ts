import type { PassageVectors, UnembeddedPassages } from '../../../../ports/search-index.ts';
import { integer, nullableText, text } from '../../rows.ts';
import type { Statements } from '../../statements.ts';

const MODEL = 'SELECT id FROM embedding_model WHERE name = ?';
const OPEN = "SELECT number FROM generation WHERE state = 'current' AND embedded IS NOT ? ORDER BY number LIMIT ?";
const LACKING = `SELECT chunk.id, chunk.first, chunk.last, page.heading, page.text, generation.title FROM chunk
    JOIN generation ON generation.number = chunk.generation
    JOIN page ON page.generation = chunk.generation AND page.page = chunk.page
    LEFT JOIN vector ON vector.chunk = chunk.id AND vector.model = ?2
  WHERE chunk.generation = ?1 AND vector.chunk IS NULL ORDER BY chunk.id LIMIT ?3`;
const INSERT = `INSERT OR REPLACE INTO vector (chunk, generation, model, value)
  SELECT id, generation, ?2, ?3 FROM chunk WHERE id = ?1`;
/** No model that is known: `embedded` of a generation is never this. */
const NO_MODEL = -1;

/** The number of a model, null where nothing was ever given to it. */
export function modelOf(sql: Statements, name: string): number | null {
  const row = sql.get(MODEL, name);
  return row === null ? null : integer(row, 'id');
}

/** See `VectorIndex.withoutVectors`: several small documents at once, or a part of a large one. */
export function withoutVectors(sql: Statements, name: string, limit: number): UnembeddedPassages | null {
  const model = modelOf(sql, name) ?? NO_MODEL;
  const passages: { readonly id: number; readonly text: string }[] = [];
  const finished: number[] = [];
  for (const generation of sql.all(OPEN, model, limit)) {
    const number = integer(generation, 'number');
    const left = limit - passages.length;
    const rows = sql.all(LACKING, number, model, left + 1);
    for (const row of rows.slice(0, left)) {
      const cut = text(row, 'text').slice(integer(row, 'first'), integer(row, 'last'));
      // As people read it: what it belongs to, then what it says.
      const parts = [text(row, 'title'), nullableText(row, 'heading'), cut];
      passages.push({ id: integer(row, 'id'), text: parts.filter((part) => part !== null).join('\n') });
    }
    if (rows.length > left) break;
    finished.push(number);
  }
  return passages.length === 0 && finished.length === 0 ? null : { passages, finished };
}

/** See `VectorIndex.addVectors`. */
export function addVectors(sql: Statements, { model: name, vectors, finished }: PassageVectors): null {
  sql.run('INSERT INTO embedding_model (name) VALUES (?) ON CONFLICT DO NOTHING', name);
  const model = modelOf(sql, name);
  for (const { id, vector } of vectors) sql.run(INSERT, id, model, bytesOf(vector ?? new Float32Array()));
  for (const number of finished) sql.run('UPDATE generation SET embedded = ? WHERE number = ?', model, number);
  return null;
}

function bytesOf(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}
