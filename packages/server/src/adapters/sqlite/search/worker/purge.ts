import { integer, text } from '../../rows.ts';
import type { Row, Statements } from '../../statements.ts';
import { placeOf, scopedTerms, splitTerms } from './scope.ts';

/** Chunks and pages that one transaction removes: a few milliseconds, zeroing included. */
const SLICE_CHUNKS = 8;
const SLICE_PAGES = 64;

const CHUNKS = `SELECT chunk.id, chunk.terms, page.heading_terms FROM chunk
  JOIN page ON page.generation = chunk.generation AND page.page = chunk.page
  WHERE chunk.generation = ? ORDER BY chunk.id LIMIT ?`;
// The lists do not know what they hold for a row: they have to be told.
const DELETE_TERMS =
  "INSERT INTO term_list (term_list, rowid, place, name, heading, body) VALUES ('delete', ?, ?, ?, ?, ?)";
const DELETE_PAGES = `DELETE FROM page WHERE id IN (SELECT id FROM page WHERE generation = ? LIMIT ?)`;

/** Removes some of what is gone. Returns true while more is left. */
export function purge(sql: Statements): boolean {
  const generation = sql.get("SELECT * FROM generation WHERE state = 'gone' ORDER BY number LIMIT 1");
  if (generation === null) return false;
  const number = integer(generation, 'number');
  const chunks = sql.all(CHUNKS, number, SLICE_CHUNKS);
  for (const chunk of chunks) removeChunk(sql, generation, chunk);
  if (chunks.length === 0 && sql.run(DELETE_PAGES, number, SLICE_PAGES) === 0) {
    sql.run('DELETE FROM generation WHERE number = ?', number);
  }
  return true;
}

function removeChunk(sql: Statements, generation: Row, chunk: Row): void {
  const [scope, id] = [integer(generation, 'scope'), integer(chunk, 'id')];
  const fields = [text(generation, 'name_terms'), text(chunk, 'heading_terms'), text(chunk, 'terms')].map(splitTerms);
  const lists = fields.map((field) => scopedTerms(scope, field));
  sql.run(DELETE_TERMS, id, placeOf(integer(generation, 'number')), ...lists);
  sql.run('DELETE FROM vector WHERE chunk = ?', id);
  sql.run('DELETE FROM chunk WHERE id = ?', id);
  const terms = fields.reduce((sum, field) => sum + field.length, 0);
  sql.run('UPDATE scope SET chunks = chunks - 1, terms = terms - ? WHERE id = ?', terms, scope);
}
