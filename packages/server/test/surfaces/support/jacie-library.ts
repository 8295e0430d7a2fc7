import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteSearchIndex } from '../../../src/adapters/sqlite/search/open-sqlite-search-index.ts';
import { createDocuments } from '../../../src/capabilities/documents/documents.ts';
import type { Capability } from '../../../src/engine/capability.ts';
import type { DocumentOwner, SearchIndex } from '../../../src/ports/search-index.ts';

export interface LibraryDocument {
  readonly name: string;
  readonly title: string;
  /** Default: everybody's. */
  readonly owner?: DocumentOwner;
  readonly pages: readonly string[];
}

export const REPORT: LibraryDocument = {
  name: 'harbour-report-2025.pdf',
  title: 'Harbour Report 2025',
  pages: [
    'Highlights\nThe harbour moved 4.2 million tonnes of cargo in 2025. Two new cranes began to work in May.',
    'Finances\nRevenue of the harbour reached 81 million crowns in 2025.\nRevenue of the harbour was 74 million crowns in 2024.',
  ],
};
const FERRIES: LibraryDocument = {
  name: 'ferry-timetable.md',
  title: 'Ferry timetable',
  pages: ['The first ferry leaves the quay at 06:10 on weekdays.'],
};
/** Somebody else's. */
const CANARY: LibraryDocument = {
  name: 'private.txt',
  title: 'Revenue of the harbour, secret',
  owner: 'mallory',
  pages: ['Revenue of the harbour in 2025: CANARY-7781.'],
};

/** An index on disk with documents in it, and the capability over it. */
export interface Library extends AsyncDisposable {
  readonly index: SearchIndex;
  readonly capability: Capability;
  /** What the capability said that it had to do without. */
  readonly failures: readonly unknown[];
}

/** Opens an index in a folder of its own, and adds the documents as they come from a folder. */
export async function openLibrary(documents: readonly LibraryDocument[] = [REPORT, FERRIES, CANARY]): Promise<Library> {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-library-'));
  const index = await openSqliteSearchIndex(join(folder, 'documents.db'));
  for (const { name, title, owner = null, pages } of documents) {
    const generation = `${name}:1`;
    const file = { name, title, owner, source: 'folder', fingerprint: '1', mediaType: 'text/plain' };
    await index.begin({ generation, document: name, ...file, bytes: pages.join('').length, createdAt: 0 });
    await index.add(
      generation,
      1,
      pages.map((text) => ({ text, heading: null })),
    );
    await index.publish(generation);
  }
  const failures: unknown[] = [];
  return {
    index,
    capability: createDocuments({ index, onFailure: (_turn, error) => void failures.push(error) }),
    failures,
    [Symbol.asyncDispose]: async () => {
      await index.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
