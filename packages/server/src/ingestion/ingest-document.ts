import type { Clock } from '../ports/clock.ts';
import type { DocumentKind, DocumentPage, DocumentReader } from '../ports/documents.ts';
import type { DocumentOwner, SearchIndex } from '../ports/search-index.ts';
import { fingerprintOf, generationId, hasHash } from './identity.ts';

/** Text that is handed to the index at once. */
const PORTION_CHARACTERS = 64_000;

/** What ingestion needs of an index. */
export type IngestedIndex = Pick<
  SearchIndex,
  'begin' | 'add' | 'publish' | 'discard' | 'remove' | 'generations' | 'documents'
>;

export interface IngestParts {
  readonly reader: DocumentReader;
  readonly index: IngestedIndex;
  readonly clock: Clock;
}

export interface DocumentWork {
  readonly document: string;
  readonly owner: DocumentOwner;
  readonly source: string;
  readonly name: string;
  readonly file: string;
  readonly stamp: string;
  readonly bytes: number;
  /** The fingerprint of what is current; null for a new document. */
  readonly current: string | null;
}

const MEDIA_TYPES: Readonly<Record<DocumentKind, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html',
  markdown: 'text/markdown',
  text: 'text/plain',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/**
 * Reads a file and makes it current in the index, going on where a lost process stopped. Resolves with its number of
 * pages, or null where the bytes are those that are current. Rejects with what the reader or the index rejects with.
 */
export async function ingestDocument(
  { reader, index, clock }: IngestParts,
  work: DocumentWork,
  signal: AbortSignal,
  onPages: (done: number, all: number) => void,
): Promise<number | null> {
  const { document, owner, source, name, stamp, bytes } = work;
  const { kind, title, hash, pages } = await reader.read({ file: work.file, name }, signal);
  if (work.current !== null && hasHash(work.current, hash)) return null;
  const generation = generationId(document, stamp);
  const { pages: kept, published } = await index.begin({
    generation,
    document,
    owner,
    source,
    name,
    title: title ?? withoutEnding(name),
    fingerprint: fingerprintOf(stamp, hash),
    mediaType: MEDIA_TYPES[kind],
    bytes,
    createdAt: clock.now(),
  });
  if (published) return pages.length;
  for (const { first, portion } of portionsOf(pages, kept)) {
    signal.throwIfAborted();
    await index.add(generation, first, portion);
    onPages(first - 1 + portion.length, pages.length);
  }
  signal.throwIfAborted();
  await index.publish(generation);
  return pages.length;
}

function* portionsOf(
  pages: readonly DocumentPage[],
  kept: number,
): Generator<{ readonly first: number; readonly portion: readonly DocumentPage[] }> {
  let portion: DocumentPage[] = [];
  let characters = 0;
  for (const [at, page] of pages.entries()) {
    if (at < kept) continue;
    portion.push(page);
    characters += page.text.length;
    if (characters < PORTION_CHARACTERS && at < pages.length - 1) continue;
    yield { first: at + 2 - portion.length, portion };
    portion = [];
    characters = 0;
  }
}

function withoutEnding(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
