import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteSearchIndex } from '../../packages/server/src/adapters/sqlite/search/open-sqlite-search-index.ts';
import type { SearchHit, SearchIndex } from '../../packages/server/src/ports/search-index.ts';
import { percentile } from '../statistics.ts';
import type { Collection } from './collection.ts';
import { makeFilings } from './filings.ts';
import { ndcg, recall } from './measures.ts';
import { makeAbstracts, makeHandbooks } from './texts.ts';

interface Style {
  readonly name: string;
  readonly make: (seed: number) => Collection;
  readonly measure: typeof recall;
  readonly placeOf: (hit: SearchHit) => string;
}

const pageOf = ({ document, page }: SearchHit): string => `${document}:${page}`;

const STYLES: readonly Style[] = [
  { name: 'filings, page recall@10', make: (seed) => makeFilings(seed, 74, 100), measure: recall, placeOf: pageOf },
  {
    name: 'abstracts, nDCG@10',
    make: (seed) => makeAbstracts(seed, 2_000),
    measure: ndcg,
    placeOf: ({ document }) => document,
  },
  { name: 'handbooks, page recall@10', make: (seed) => makeHandbooks(seed, 20, 60), measure: recall, placeOf: pageOf },
];

/** Prints, for each style and seed, how well questions find what answers them; `seeds` that no weight was tuned on. */
export async function evaluateDocuments(seeds: readonly number[]): Promise<void> {
  for (const { name, make, measure, placeOf } of STYLES) {
    for (const seed of seeds) {
      const collection = make(seed);
      await withIndex(collection, async (index) => {
        const times: number[] = [];
        let sum = 0;
        for (const { text, evidence } of collection.questions) {
          const startedAt = performance.now();
          const hits = await index.search({ reader: 'evaluator', text, k: 10 });
          times.push(performance.now() - startedAt);
          sum += measure(hits.map(placeOf), evidence, 10);
        }
        const value = ((100 * sum) / collection.questions.length).toFixed(1);
        const p95 = percentile(times, 95).toFixed(0);
        console.log(`${name}: ${value} (seed ${seed}, ${collection.questions.length} questions, p95 ${p95} ms)`);
      });
    }
  }
}

async function withIndex(collection: Collection, use: (index: SearchIndex) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-evaluate-'));
  const index = await openSqliteSearchIndex(join(folder, 'documents.db'));
  try {
    for (const { id, name, title, pages } of collection.documents) {
      const file = { fingerprint: id, mediaType: 'text/plain', bytes: 0, createdAt: 0 };
      await index.begin({ generation: id, document: id, owner: 'evaluator', source: 'made', name, title, ...file });
      await index.add(
        id,
        1,
        pages.map((text) => ({ text, heading: null })),
      );
      await index.publish(id);
    }
    await use(index);
  } finally {
    await index.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
