import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { longPdf } from '../packages/server/test/ingestion/support/files.ts';
import { startInProcess } from '../packages/server/test/support/in-process.ts';
import { watchTurns } from './turns-of-the-loop.ts';

/**
 * How fast documents are indexed, and how long that holds up the thread that serves streams:
 * `node --max-semi-space-size=16 bench/ingestion.ts 2 500`, two PDFs of 500 pages, read from a folder by a whole server while
 * nothing else happens. The delay of the event loop has in it what the machine gives to others; the longest turn is what the
 * thread itself took at once, in CPU time, and is the same on a busy machine.
 */
const [documents = 2, pages = 500] = process.argv.slice(2).map(Number);
const NANOSECONDS = 1e6;
const POLL_MS = 50;

const folder = await mkdtemp(join(tmpdir(), 'parlance-bench-'));
try {
  const place = join(folder, 'place');
  await mkdir(place);
  for (let at = 0; at < documents; at += 1) await writeFile(join(place, `report-${at}.pdf`), longPdf(pages));
  await using server = await startInProcess({ folder, environment: { DOCUMENTS: place } });
  // The first milliseconds are the server's start.
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const turns = watchTurns();
  const startedAt = performance.now();
  let indexed: readonly Readonly<Record<string, unknown>>[] = [];
  while (indexed.length < documents) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    indexed = server.log().filter(({ event }) => event === 'document_indexed');
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const longestTurn = turns.stop();
  delay.disable();
  const read = indexed.reduce((sum, record) => sum + Number(record['pages']), 0);
  if (read !== documents * pages) throw new Error(`Only ${read} pages were indexed.`);
  console.log(`${read} pages in ${seconds.toFixed(1)} s: ${Math.round(read / seconds)} pages/s`);
  console.log(
    `delay of the event loop: p50 ${(delay.percentile(50) / NANOSECONDS).toFixed(1)} ms, p99 ${(delay.percentile(99) / NANOSECONDS).toFixed(1)} ms, longest ${(delay.max / NANOSECONDS).toFixed(1)} ms`,
  );
  console.log(`longest turn: ${longestTurn.toFixed(1)} ms of CPU time`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
