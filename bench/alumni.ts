import { createMemoryAlumni, type AlumniEntry } from '../packages/server/src/adapters/alumni/memory-alumni.ts';
import { createPostgresAlumni } from '../packages/server/src/adapters/alumni/postgres-alumni.ts';
import type { AlumniDirectory } from '../packages/server/src/ports/alumni.ts';
import { makeAlumniTable } from '../packages/server/test/support/alumni-table.ts';
import { startPostgres } from '../packages/server/test/support/postgres.ts';
import { findProgram } from '../scripts/programs.ts';
import { percentile } from './statistics.ts';

/**
 * How long it takes to find alumni among ten thousand, in both places where they can be: `node bench/alumni.ts`. A third
 * of the questions ask for what very many have in common, which is the dearest.
 */
const ALUMNI = 10_000;
const QUESTIONS = 1_000;
const TOPICS = 400;
/** Topic 0 is in a third of all records. */
const topic = (index: number): string => (index % 3 === 0 ? 'data science' : `topic ${(index * 7) % TOPICS}`);

const entries: readonly AlumniEntry[] = Array.from({ length: ALUMNI }, (_, index) => ({
  id: `sample-${index}`,
  name: `Sample Alumna ${index}`,
  classYear: 1970 + (index % 50),
  major: 'History',
  position: 'Guide',
  organization: 'A fictional museum',
  interests: [topic(index), `topic ${index % TOPICS}`, `topic ${(index * 11) % TOPICS}`],
  careerPaths: [`path ${index % 200}`, `path ${(index * 3) % 200}`],
  contact: `sample-${index}@alumni.example`,
  contactConsent: index % 2 === 0,
  profileUrl: null,
}));

async function measure(name: string, directory: AlumniDirectory): Promise<void> {
  const times: number[] = [];
  for (let index = -50; index < QUESTIONS; index += 1) {
    const interests = [topic(Math.abs(index)), `topic ${Math.abs(index) % TOPICS}`];
    const startedAt = performance.now();
    const found = await directory.find({ interests, careerPaths: [`path ${Math.abs(index) % 200}`], limit: 4 });
    if (index >= 0) times.push(performance.now() - startedAt);
    if (found.length !== 4) throw new Error(`Only ${found.length} were found.`);
  }
  await directory.close();
  const [middle, high] = [50, 95].map((percent) => percentile(times, percent).toFixed(2));
  process.stdout.write(`${name}: p50 ${middle} ms, p95 ${high} ms, ${QUESTIONS} questions, ${ALUMNI} alumni\n`);
}

await measure('memory', createMemoryAlumni(entries));
const program = findProgram('postgres');
if (program === null) throw new Error('postgres is missing: node scripts/ensure-programs.ts');
await using cluster = await startPostgres(program);
const url = await makeAlumniTable(cluster.url, entries);
await measure('postgres', createPostgresAlumni({ url, onIdleError: () => undefined }));
