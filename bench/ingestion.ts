import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { longPdf } from '../packages/server/test/ingestion/support/files.ts';
import { startInProcess } from '../packages/server/test/support/in-process.ts';

/**
 * How fast documents are indexed, and how long that holds up the thread that serves streams:
 * `node --max-semi-space-size=8 bench/ingestion.ts`. Two PDFs of 500 pages are read from a folder by a whole server,
 * while nothing else happens; what is measured is the delay of the event loop of that server.
 */
const DOCUMENTS = 2;
const PAGES = 500;
const NANOSECONDS = 1e6;
const POLL_MS = 50;

const folder = await mkdtemp(join(tmpdir(), 'parlance-bench-'));
try {
  const place = join(folder, 'place');
  await mkdir(place);
  for (let at = 0; at < DOCUMENTS; at += 1) await writeFile(join(place, `report-${at}.pdf`), longPdf(PAGES));
  await using server = await startInProcess({ folder, environment: { DOCUMENTS: place } });
  // The first milliseconds are the server's start.
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedAt = performance.now();
  let indexed: readonly Readonly<Record<string, unknown>>[] = [];
  while (indexed.length < DOCUMENTS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    indexed = server.log().filter(({ event }) => event === 'document_indexed');
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  delay.disable();
  const pages = indexed.reduce((sum, record) => sum + Number(record['pages']), 0);
  if (pages !== DOCUMENTS * PAGES) throw new Error(`Only ${pages} pages were indexed.`);
  console.log(`${pages} pages in ${seconds.toFixed(1)} s: ${Math.round(pages / seconds)} pages/s`);
  console.log(
    `delay of the event loop: p50 ${(delay.percentile(50) / NANOSECONDS).toFixed(1)} ms, p99 ${(delay.percentile(99) / NANOSECONDS).toFixed(1)} ms, longest ${(delay.max / NANOSECONDS).toFixed(1)} ms`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
