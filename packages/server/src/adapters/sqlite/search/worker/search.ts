import type { Meaning, SearchHit, SearchQuery } from '../../../../ports/search-index.ts';
import type { Corpus } from '../../../../retrieval/rank/bm25.ts';
import { chooseTerms } from '../../../../retrieval/rank/choose-terms.ts';
import { fileTerms } from '../../../../retrieval/rank/route-by-name.ts';
import { fuseRanks } from '../../../../retrieval/rank/rank-fusion.ts';
import {
  type Passage,
  RANK_WEIGHTS,
  type Ranked,
  type RankWeights,
  rankPassages,
  routePassages,
} from '../../../../retrieval/rank/rank-passages.ts';
import { kindOf } from '../../../../retrieval/text/document-kind.ts';
import { type Question, readQuestion } from '../../../../retrieval/text/question.ts';
import { integer, nullableText, text } from '../../rows.ts';
import type { Row, Statements } from '../../statements.ts';
import { NEAREST, nearest } from './nearest.ts';
import type { TermCounts } from './term-counts.ts';
import { placeOf, scopedTerm, scopeName, splitTerms } from './scope.ts';

/** Passages that are read to be ranked. More cost time, and bring up what the lists put far behind: measured. */
const CANDIDATES = 600;
/** Occurrences of terms that are read for candidates: what bounds the time of a search in a large index. Measured. */
const POSTINGS = 30_000;
/** Chunks of a page, up to which only the best stands for it: longer pages are whole texts. */
const SHORT_PAGE = 4;

const SCOPES = "SELECT * FROM scope WHERE name IN ('shared', ?)";
const GENERATIONS = `SELECT number FROM generation WHERE document IN (SELECT value FROM json_each(?1))
  AND scope IN (SELECT value FROM json_each(?2)) AND state = 'current'`;
const PASSAGE = `chunk.id, chunk.page, chunk.first, chunk.last, chunk.terms AS body, generation.number,
    generation.name AS file, generation.name_terms, generation.pages, generation.characters, generation.terms,
    generation.numbers`;
const WORDED = `SELECT ${PASSAGE}
  FROM term_list CROSS JOIN chunk ON chunk.id = term_list.rowid
    CROSS JOIN generation ON generation.number = chunk.generation AND generation.state = 'current'
  WHERE term_list MATCH ?1 ORDER BY term_list.rank LIMIT ?2`;
const CHOSEN = `SELECT ${PASSAGE} FROM chunk
    JOIN generation ON generation.number = chunk.generation AND generation.state = 'current'
  WHERE chunk.id IN (SELECT value FROM json_each(?))`;
const HEADING = 'SELECT heading_terms FROM page WHERE generation = ? AND page = ?';
const HIT = `SELECT generation.document, generation.name, generation.title, page.heading, page.text
  FROM generation JOIN page ON page.generation = generation.number AND page.page = ?2 WHERE generation.number = ?1`;

export interface SearchOptions {
  /** What the question means; null (default): words are compared only. */
  readonly meaning?: Meaning | null;
  readonly candidates?: number;
  readonly weights?: RankWeights;
  /** Occurrences of terms to find candidates by. */
  readonly budget?: number;
}

/** A question, and everything that it may see. */
interface Asked {
  readonly query: SearchQuery;
  readonly scopes: readonly Row[];
  readonly question: Question;
  readonly corpus: Corpus;
}

interface Found {
  readonly row: Row;
  readonly ranked: Ranked;
}

/** The best passages by words, and by what the question means where that is known. */
export function search(
  sql: Statements,
  query: SearchQuery,
  counts: TermCounts,
  options: SearchOptions = {},
): readonly SearchHit[] {
  const scopes = sql.all(SCOPES, scopeName(query.reader));
  const asked = { query, scopes, question: readQuestion(query.text), corpus: corpusOf(scopes, counts) };
  const worded = byWords(sql, asked, options);
  const { meaning = null } = options;
  const found = meaning === null ? worded : joined(worded, byMeaning(sql, asked, meaning, worded));
  return oneForEachPage(found, query.k).map((each) => hitOf(sql, each));
}

/** Lists give candidates, quickly and roughly; what is read of each then ranks it exactly. */
function byWords(
  sql: Statements,
  { query, scopes, question, corpus }: Asked,
  { candidates = CANDIDATES, weights = RANK_WEIGHTS, budget = POSTINGS }: SearchOptions,
): readonly Found[] {
  const known = chooseTerms(question.terms, corpus, budget);
  const place = placesOf(sql, scopes, query.documents);
  if (known.length === 0 || place === null) return [];
  const lists = scopes.flatMap((scope) => known.map((term) => `"${scopedTerm(integer(scope, 'id'), term)}"`));
  const rows = sql.all(WORDED, `{name heading body} : (${lists.join(' OR ')})${place}`, candidates);
  return withRows(rows, rankPassages(passagesOf(sql, rows), question, corpus, weights));
}

function byMeaning(sql: Statements, asked: Asked, meaning: Meaning, worded: readonly Found[]): readonly Found[] {
  const candidates = worded.map(({ ranked }) => ranked.passage.id);
  const near = nearest(sql, asked.scopes, asked.query, meaning, candidates);
  const likeness = new Map(near.map((each) => [each.chunk, each.likeness]));
  const rows = sql.all(CHOSEN, JSON.stringify([...likeness.keys()]));
  const ranked = passagesOf(sql, rows).map((passage) => ({ passage, score: likeness.get(passage.id) ?? 0 }));
  return withRows(rows, routePassages(ranked, asked.question, asked.corpus));
}

/** Scores of words and of meaning cannot be compared, ranks can. */
function joined(worded: readonly Found[], meant: readonly Found[]): readonly Found[] {
  const idOf = ({ ranked }: Found): string => String(ranked.passage.id);
  const scores = fuseRanks([{ ids: worded.slice(0, NEAREST).map(idOf) }, { ids: meant.map(idOf) }]);
  const all = new Map([...worded.slice(0, NEAREST), ...meant].map((each) => [idOf(each), each]));
  return [...all]
    .map(([id, { row, ranked }]) => ({ row, ranked: { ...ranked, score: scores.get(id) ?? 0 } }))
    .sort((a, b) => b.ranked.score - a.ranked.score || a.ranked.passage.id - b.ranked.passage.id);
}

function withRows(rows: readonly Row[], ranked: readonly Ranked[]): readonly Found[] {
  const byId = new Map(rows.map((row) => [integer(row, 'id'), row]));
  return ranked.flatMap((each) => {
    const row = byId.get(each.passage.id);
    return row === undefined ? [] : [{ row, ranked: each }];
  });
}

/** What the scopes hold together; other scopes have no part in it. */
function corpusOf(scopes: readonly Row[], counts: TermCounts): Corpus {
  const sum = (column: string): number => scopes.reduce((total, scope) => total + integer(scope, column), 0);
  const ids = scopes.map((scope) => integer(scope, 'id'));
  const count = sum('chunks');
  const frequency = (term: string): number =>
    ids.reduce((total, scope) => total + counts.of(scopedTerm(scope, term)), 0);
  return { count, meanLength: count === 0 ? 0 : sum('terms') / count, frequency };
}

/** What limits the lists to the wanted documents; null where none of them may be read. */
function placesOf(sql: Statements, scopes: readonly Row[], documents: SearchQuery['documents']): string | null {
  if (documents === undefined) return '';
  const ids = scopes.map((scope) => integer(scope, 'id'));
  const generations = sql.all(GENERATIONS, JSON.stringify(documents), JSON.stringify(ids));
  if (generations.length === 0) return null;
  return ` AND place : (${generations.map((row) => placeOf(integer(row, 'number'))).join(' OR ')})`;
}

function passagesOf(sql: Statements, rows: readonly Row[]): readonly Passage[] {
  const files = new Map(rows.map((row) => [integer(row, 'number'), text(row, 'file')]));
  const fileOf = new Map([...files].map(([number, name]) => [number, fileTerms(name)]));
  return rows.map((row) => ({
    id: integer(row, 'id'),
    document: integer(row, 'number'),
    kind: kindOf({
      pages: integer(row, 'pages'),
      characters: integer(row, 'characters'),
      terms: integer(row, 'terms'),
      numbers: integer(row, 'numbers'),
    }),
    name: splitTerms(text(row, 'name_terms')),
    file: fileOf.get(integer(row, 'number')) ?? [],
    heading: splitTerms(text(sql.get(HEADING, integer(row, 'number'), integer(row, 'page')) ?? {}, 'heading_terms')),
    body: splitTerms(text(row, 'body')),
  }));
}

/** The best `k`; a second passage of a short page says where it is once more and takes a place from another page. */
function oneForEachPage(found: readonly Found[], k: number): readonly Found[] {
  const chosen: Found[] = [];
  const pages = new Map<string, number>();
  for (const each of found) {
    if (chosen.length >= k) break;
    const [generation, page] = [integer(each.row, 'number'), integer(each.row, 'page')];
    const key = `${generation}:${page}`;
    const before = pages.get(key) ?? 0;
    const isShort = integer(each.row, 'characters') / integer(each.row, 'pages') <= SHORT_PAGE * 2_000;
    if (before > 0 && isShort) continue;
    pages.set(key, before + 1);
    chosen.push(each);
  }
  return chosen;
}

function hitOf(sql: Statements, { row, ranked }: Found): SearchHit {
  const page = integer(row, 'page');
  const [start, end] = [integer(row, 'first'), integer(row, 'last')];
  const about = sql.get(HIT, integer(row, 'number'), page) ?? {};
  return {
    document: text(about, 'document'),
    name: text(about, 'name'),
    title: text(about, 'title'),
    page,
    heading: nullableText(about, 'heading'),
    text: text(about, 'text').slice(start, end),
    start,
    end,
    score: ranked.score,
  };
}
