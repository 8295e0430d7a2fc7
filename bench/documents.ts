import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openSqliteSearchIndex } from '../packages/server/src/adapters/sqlite/search/open-sqlite-search-index.ts';
import { makeFilings } from './evaluate/filings.ts';
import { percentile } from './statistics.ts';

/**
 * How long a search takes, and how long it holds up the thread that asks: `node bench/documents.ts 5000 100000`, numbers
 * of chunks. The documents are yearly reports of 150 pages; the questions are those that they were made for.
 */
const PAGES = 150;
const QUESTIONS = 200;
const sizes = process.argv.slice(2).map(Number);

async function measure(chunks: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parlance-documents-'));
  const index = await openSqliteSearchIndex(join(folder, 'documents.db'));
  const { documents, questions } = makeFilings(1, Math.ceil(chunks / (PAGES * CHUNKS_PER_PAGE)), PAGES);
  const startedAt = performance.now();
  for (const [number, { name, title, pages }] of documents.entries()) {
    const id = String(number);
    const file = { fingerprint: id, mediaType: 'text/plain', bytes: 0, createdAt: 0 };
    await index.begin({ generation: id, document: id, owner: 'bench', source: 'made', name, title, ...file });
    await index.add(
      id,
      1,
      pages.map((text) => ({ text, heading: null })),
    );
    await index.publish(id);
  }
  const pagesPerSecond = ((documents.length * PAGES) / (performance.now() - startedAt)) * 1_000;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const times: number[] = [];
  delay.enable();
  for (let asked = -20; asked < QUESTIONS; asked += 1) {
    const question = questions[Math.abs(asked * 7) % questions.length];
    const before = performance.now();
    const hits = await index.search({ reader: 'bench', text: question?.text ?? '', k: 10 });
    if (asked >= 0) times.push(performance.now() - before);
    if (hits.length === 0) throw new Error(`Nothing was found for: ${question?.text ?? ''}`);
  }
  delay.disable();
  const [p50, p95] = [50, 95].map((percent) => percentile(times, percent).toFixed(1));
  const held = (delay.percentile(99) / 1e6).toFixed(1);
  console.log(
    `${chunks} chunks: p50 ${p50} ms, p95 ${p95} ms of ${QUESTIONS}; event loop late by p99 ${held} ms; indexed ${pagesPerSecond.toFixed(0)} pages/s`,
  );
  await index.close();
  rmSync(folder, { recursive: true, force: true });
}

/** What the made pages come to. */
const CHUNKS_PER_PAGE = 1.6;

for (const size of sizes.length > 0 ? sizes : [5_000, 100_000]) await measure(size);
