import type { SearchHit } from '../../ports/search-index.ts';
import { namesOf, type LookedUp, type LookUp } from './look-up.ts';
import { passageTokens, type Passage } from './passage.ts';
import { explainSelection, selectDocuments } from './select-documents.ts';

/** Passages that are looked through to choose documents, and that are then given to the model. */
const LOOKED_THROUGH = 40;
const MOST_PASSAGES = 10;
const MOST_DOCUMENTS = 8;

/** Fast chat: the passages that answer best, from the documents that speak of the matter. Source: CONTRACT.md §2.4. */
export async function retrievePassages({ index, reader, question, budget, progress }: LookUp): Promise<LookedUp> {
  const { kind } = index;
  const { text, messagesUsed } = question;
  progress('query_prep', 10, 'Preparing search query...', { history_messages: messagesUsed });
  progress('doc_selection', 25, 'Selecting relevant documents...', { index: kind });
  const candidates = await index.search({ reader, text, k: LOOKED_THROUGH });
  const selection = selectDocuments(candidates, MOST_DOCUMENTS);
  const documents = selection.documents.map(({ id }) => id);
  progress('doc_selection', 35, `Selected ${documents.length} of ${selection.candidates} documents.`, {
    documents: documents.length,
    candidates: selection.candidates,
    index: kind,
  });
  // The words are those that clients know; which index it truly is stands in the details.
  progress('vector_search', 50, 'Searching vector database...', { index: kind, documents: documents.length });
  const hits = documents.length === 0 ? [] : await index.search({ reader, text, k: MOST_PASSAGES, documents });
  const passages = withinBudget(hits, budget);
  progress('vector_search', 65, `Found ${passages.length} passages.`, {
    passages: passages.length,
    index: kind,
    documents_loaded: namesOf(passages),
    document_selection_message: `${explainSelection(selection, text)} ${passages.length} passages were taken.`,
  });
  return { passages };
}

function withinBudget(hits: readonly SearchHit[], budget: number): readonly Passage[] {
  const passages: Passage[] = [];
  let left = budget;
  for (const { document, name, title, page, text } of hits) {
    left -= passageTokens(text);
    if (left < 0) break;
    passages.push({ id: `d${passages.length + 1}`, document, name, title, page, text });
  }
  return passages;
}
