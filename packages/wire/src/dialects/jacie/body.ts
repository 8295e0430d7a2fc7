import type { Citation, JsonObject, JsonValue } from '../../events.ts';
import type { JacieMessage, JacieOptions } from './options.ts';

export interface JacieCitation {
  /** The document's name. */
  readonly document: string;
  readonly title: string;
  /** From 1; null where the document has no pages. */
  readonly page: number | null;
  /** What stands there, word for word; null where nothing was quoted. */
  readonly quote: string | null;
}

/** The `result` event, and the whole answer of the twins that do not stream. */
export interface JacieResult {
  readonly response: string;
  /** Names of the documents that the answer could use; null where none were to be loaded. */
  readonly documents_loaded: readonly string[] | null;
  /** Why those; null where none were to be loaded. */
  readonly document_selection_message: string | null;
  /** What was sent, the question and the answer; null in a turn of another system. */
  readonly conversation_history: readonly JacieMessage[] | null;
  readonly citations: readonly JacieCitation[];
}

/** What has been heard of the documents so far. */
export interface JacieFindings {
  readonly documentsLoaded: readonly string[] | null;
  readonly selectionMessage: string | null;
  readonly citations: readonly JacieCitation[];
}

export const NO_FINDINGS: JacieFindings = { documentsLoaded: null, selectionMessage: null, citations: [] };

/** Takes what the details of a progress event say about the documents. */
export function withDetails(findings: JacieFindings, details: JsonObject): JacieFindings {
  const { documents_loaded: loaded, document_selection_message: message } = details;
  return {
    ...findings,
    ...(isNames(loaded) ? { documentsLoaded: loaded } : {}),
    ...(typeof message === 'string' ? { selectionMessage: message } : {}),
  };
}

export function withCitation(findings: JacieFindings, { source, quote }: Citation): JacieFindings {
  const { ref, title, page } = source;
  const citation = { document: ref, title, page: page ?? null, quote: quote ?? null };
  return { ...findings, citations: [...findings.citations, citation] };
}

export function resultOf(options: JacieOptions, findings: JacieFindings, response: string): JacieResult {
  const { query, history } = options;
  const asked = query === null ? null : [{ role: 'user', content: query }];
  return {
    response,
    documents_loaded: findings.documentsLoaded,
    document_selection_message: findings.selectionMessage,
    conversation_history: asked && [...history, ...asked, { role: 'assistant', content: response }],
    citations: findings.citations,
  };
}

function isNames(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
