import type { SearchHit } from '../../ports/search-index.ts';
import { namesOf, type LookedUp, type LookUp } from './look-up.ts';
import { passageTokens, type Passage } from './passage.ts';
import { explainSelection, selectDocuments } from './select-documents.ts';

/** Passages that are looked through to choose documents, and that are then given to the model. */
const LOOKED_THROUGH = 40;
const MOST_PASSAGES = 10;
const MOST_DOCUMENTS = 8;

/** Fast chat: the passages that answer best, from the documents that speak of the matter. Source: CONTRACT.md §2.4. */
export async function retrievePassages(lookUp: LookUp): Promise<LookedUp> {
  const { index, reader, question, budget, progress } = lookUp;
  const { text, messagesUsed } = question;
  progress('query_prep', 10, 'Preparing search query...', { history_messages: messagesUsed });
  progress('doc_selection', 25, 'Selecting relevant documents...', { index: index.kind });
  const candidates = await index.search({ reader, text, k: LOOKED_THROUGH });
  const selection = selectDocuments(candidates, MOST_DOCUMENTS);
  const documents = selection.documents.map(({ id }) => id);
  progress('doc_selection', 35, `Selected ${documents.length} of ${selection.candidates} documents.`, {
    documents: documents.length,
    candidates: selection.candidates,
    index: index.kind,
  });
  // The words are those that clients know; which index it truly is stands in the details.
  progress('vector_search', 50, 'Searching vector database...', { index: index.kind, documents: documents.length });
  const hits = documents.length === 0 ? [] : await index.search({ reader, text, k: MOST_PASSAGES, documents });
  const isOverview = hits.length === 0 && question.isGeneral;
  const passages = withinBudget(isOverview ? await beginnings(lookUp) : hits, budget);
  progress('vector_search', 65, `Found ${passages.length} passages.`, {
    passages: passages.length,
    index: index.kind,
    documents_loaded: namesOf(passages),
    document_selection_message: `${isOverview ? OVERVIEW : explainSelection(selection, text)} ${passages.length} passages were taken.`,
  });
  return { passages };
}

const OVERVIEW = 'The question names no matter of its own, so the longest documents were opened.';

/** The first pages of the longest documents, which say what they are about. */
async function beginnings({ index, reader }: LookUp): Promise<readonly Found[]> {
  const documents = await index.documents(reader, LOOKED_THROUGH);
  const longest = documents.toSorted((one, other) => other.pages - one.pages).slice(0, MOST_DOCUMENTS / 2);
  const opened = await Promise.all(
    longest.map(async ({ id: document, name, title }) => {
      const pages = await index.pages(reader, document, 1, 2);
      return pages.map(({ page, text }) => ({ document, name, title, page, text }));
    }),
  );
  return opened.flat().filter(({ text }) => text.trim() !== '');
}

type Found = Pick<SearchHit, 'document' | 'name' | 'title' | 'page' | 'text'>;

function withinBudget(hits: readonly Found[], budget: number): readonly Passage[] {
  const passages: Passage[] = [];
  let left = budget;
  for (const { document, name, title, page, text } of hits) {
    left -= passageTokens(text);
    if (left < 0) break;
    passages.push({ id: `d${passages.length + 1}`, document, name, title, page, text });
  }
  return passages;
}
