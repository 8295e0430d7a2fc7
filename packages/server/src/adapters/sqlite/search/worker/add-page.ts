import type { PageText } from '../../../../ports/search-index.ts';
import { chunksOf } from '../../../../retrieval/text/chunks.ts';
import { isNumber, termsOf } from '../../../../retrieval/text/terms.ts';
import { integer, text } from '../../rows.ts';
import type { Row, Statements } from '../../statements.ts';
import { placeOf, scopedTerms, splitTerms } from './scope.ts';

/** How much of a page counts as its heading: there it names statement or section, whatever else its reader found. */
const HEADING_LENGTH = 200;

const INSERT_PAGE = 'INSERT INTO page (generation, page, heading, heading_terms, text) VALUES (?, ?, ?, ?, ?)';
const INSERT_CHUNK = 'INSERT INTO chunk (generation, page, first, last, terms) VALUES (?, ?, ?, ?, ?) RETURNING id';
const INSERT_TERMS = 'INSERT INTO term_list (rowid, place, name, heading, body) VALUES (?, ?, ?, ?, ?)';
const COUNT_GENERATION = `UPDATE generation SET pages = pages + 1, characters = characters + ?, terms = terms + ?,
  numbers = numbers + ? WHERE number = ?`;
const COUNT_SCOPE = 'UPDATE scope SET chunks = chunks + ?, terms = terms + ? WHERE id = ?';

function headingOf(heading: string | null, text: string): string {
  const beginning = text.slice(0, HEADING_LENGTH);
  return heading === null || beginning.includes(heading) ? beginning : `${heading}\n${beginning}`;
}

/** Writes one page of an open generation, with its chunks, their terms, and all counts. */
export function addPage(sql: Statements, generation: Row, page: number, content: PageText): void {
  const [number, scope] = [integer(generation, 'number'), integer(generation, 'scope')];
  const name = splitTerms(text(generation, 'name_terms'));
  // The database keeps no halves of characters, and ends a text at a zero.
  const whole = content.text.toWellFormed().replaceAll('\0', ' ');
  const heading = termsOf(headingOf(content.heading, whole));
  sql.run(INSERT_PAGE, number, page, content.heading, heading.join(' '), whole);
  const spans = chunksOf(whole);
  let [terms, numbers] = [0, 0];
  for (const { start, end } of spans) {
    const body = termsOf(whole.slice(start, end));
    const row = sql.get(INSERT_CHUNK, number, page, start, end, body.join(' '));
    const lists = [name, heading, body].map((field) => scopedTerms(scope, field));
    sql.run(INSERT_TERMS, integer(row ?? {}, 'id'), placeOf(number), ...lists);
    terms += body.length;
    numbers += body.filter(isNumber).length;
  }
  sql.run(COUNT_GENERATION, whole.length, terms, numbers, number);
  sql.run(COUNT_SCOPE, spans.length, terms + spans.length * (name.length + heading.length), scope);
}
