import type { DocumentRecord, SearchHit, StoredPage } from '../../ports/search-index.ts';
import { namesOf, type LookedUp, type LookUp } from './look-up.ts';
import { passageTokens, type Passage } from './passage.ts';
import { explainSelection, selectDocuments, type Selected, type Selection } from './select-documents.ts';

const LOOKED_THROUGH = 60;
const MOST_DOCUMENTS = 4;
/** Passages by which the pages are chosen of a document that does not fit. */
const EXCERPTS = 40;
/** Pages that are read at once, and of one document at most to see whether it fits. */
const PAGES = 50;
const MOST_WHOLE = 400;

/** What was taken of one document. */
interface Loaded {
  readonly record: DocumentRecord;
  readonly pages: readonly StoredPage[];
  readonly isWhole: boolean;
}

/**
 * Traditional chat: chooses documents for the question and loads them whole, as far as the budget goes; of one that
 * does not fit, the pages that speak of the matter. Says which, why, and what was left out. Source: CONTRACT.md §2.4.
 */
export async function loadDocuments(lookUp: LookUp): Promise<LookedUp> {
  const { index, reader, question, signal, progress } = lookUp;
  progress('doc_loading', 20, 'Selecting relevant documents...', {
    history_messages: question.messagesUsed,
    index: index.kind,
  });
  const hits = await index.search({ reader, text: question.text, k: LOOKED_THROUGH });
  const found = selectDocuments(hits, MOST_DOCUMENTS);
  const selection = found.documents.length === 0 && question.isGeneral ? await anyDocuments(lookUp) : found;
  const records = await recordsOf(lookUp, selection.documents);
  progress('doc_loading', 30, `Selected ${records.length} of ${selection.candidates} documents.`, {
    documents: records.length,
    candidates: selection.candidates,
    index: index.kind,
  });
  const source = sourcesOf(records.map(({ record }) => record));
  progress('doc_loading', 40, `Loading documents from ${source}...`, { documents: records.length });
  const loaded: Loaded[] = [];
  let left = lookUp.budget;
  for (const [place, { record, selected }] of records.entries()) {
    signal.throwIfAborted();
    // The best may take all; what is left is for the next.
    const one = await load(lookUp, record, selected.hits, left);
    left -= tokensOf(one.pages);
    loaded.push(one);
    const done = place + 1;
    const percent = 40 + Math.floor((20 * done) / (records.length + 1));
    progress('doc_loading', percent, `Loaded ${record.name} (${done} of ${records.length}).`, {
      document: record.name,
      pages: one.pages.length,
      pages_of_document: record.pages,
    });
  }
  const passages = passagesOf(loaded);
  const reason = found === selection ? explainSelection(selection, question.text) : GENERAL;
  progress('doc_loading', 60, `Loaded ${loaded.length} documents with ${passages.length} pages.`, {
    documents: loaded.length,
    pages: passages.length,
    documents_loaded: namesOf(passages),
    document_selection_message: [reason, ...shortages(loaded)].join(' '),
  });
  return { passages };
}

const GENERAL = 'The question names no matter of its own, so the longest documents were taken.';

async function anyDocuments({ index, reader }: LookUp): Promise<Selection> {
  const documents = await index.documents(reader, LOOKED_THROUGH);
  const longest = documents.toSorted((one, other) => other.pages - one.pages).slice(0, MOST_DOCUMENTS);
  return {
    documents: longest.map(({ id, name, title }) => ({ id, name, title, hits: [] })),
    candidates: documents.length,
  };
}

/** A document may have gone since it was found. */
async function recordsOf({ index, reader }: LookUp, documents: readonly Selected[]) {
  const found = await Promise.all(
    documents.map(async (selected) => ({ selected, record: await index.document(reader, selected.id) })),
  );
  return found.flatMap(({ selected, record }) => (record === null ? [] : [{ selected, record }]));
}

async function load(
  lookUp: LookUp,
  record: DocumentRecord,
  hits: readonly SearchHit[],
  budget: number,
): Promise<Loaded> {
  const whole = record.pages > MOST_WHOLE ? null : await readWhole(lookUp, record, budget);
  if (whole !== null) return { record, pages: whole, isWhole: true };
  return { record, pages: await readExcerpts(lookUp, record, hits, budget), isWhole: false };
}

/** All pages; null as soon as they are more than the budget. */
async function readWhole(
  { index, reader, signal }: LookUp,
  record: DocumentRecord,
  budget: number,
): Promise<readonly StoredPage[] | null> {
  const pages: StoredPage[] = [];
  while (pages.length < record.pages) {
    signal.throwIfAborted();
    const next = await index.pages(reader, record.id, pages.length + 1, PAGES);
    if (next.length === 0) break;
    pages.push(...next);
    if (tokensOf(pages) > budget) return null;
  }
  return pages;
}

/** The pages on which the best passages stand, as long as there is room; in the order of the document. */
async function readExcerpts(
  { index, reader, question, signal }: LookUp,
  record: DocumentRecord,
  hits: readonly SearchHit[],
  budget: number,
): Promise<readonly StoredPage[]> {
  const more = await index.search({ reader, text: question.text, k: EXCERPTS, documents: [record.id] });
  const numbers = new Set([...hits, ...more].map(({ page }) => page));
  // A general question finds nothing: then its beginning says what a document is about.
  if (numbers.size === 0) [1, 2, 3].forEach((page) => numbers.add(page));
  const pages: StoredPage[] = [];
  let left = budget;
  for (const number of numbers) {
    signal.throwIfAborted();
    const [page] = await index.pages(reader, record.id, number, 1);
    if (page === undefined || page.page !== number) continue;
    const tokens = tokensOf([page]);
    if (tokens > left) continue;
    left -= tokens;
    pages.push(page);
  }
  return pages.toSorted((one, other) => one.page - other.page);
}

function tokensOf(pages: readonly StoredPage[]): number {
  return pages.reduce((sum, { text }) => sum + passageTokens(text), 0);
}

function passagesOf(loaded: readonly Loaded[]): readonly Passage[] {
  return loaded
    .flatMap(({ record: { id: document, name, title }, pages }) =>
      pages.map(({ page, text }) => ({ document, name, title, page, text })),
    )
    .filter(({ text }) => text.trim() !== '')
    .map((passage, index) => ({ id: `d${index + 1}`, ...passage }));
}

/** One sentence for each document that did not fit. */
function shortages(loaded: readonly Loaded[]): readonly string[] {
  return loaded
    .filter(({ isWhole }) => !isWhole)
    .map(
      ({ record, pages }) =>
        `${record.name} does not fit whole: ${pages.length} of its ${record.pages} pages were taken.`,
    );
}

const SOURCES: ReadonlyMap<string, string> = new Map([
  ['s3', 'S3'],
  ['folder', 'the folder'],
  ['upload', 'uploads'],
]);

/** Where they truly come from: the kind of source alone, since its place is the operator's business. */
function sourcesOf(records: readonly DocumentRecord[]): string {
  const names = [
    ...new Set(records.map(({ source }) => SOURCES.get(/^[a-z0-9]*/.exec(source)?.[0] ?? '') ?? 'the index')),
  ];
  return names.length === 0 ? 'the index' : names.join(' and ');
}
