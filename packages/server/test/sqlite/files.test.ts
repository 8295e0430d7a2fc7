import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { StoreUnusable } from '../../src/adapters/sqlite/errors.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import { conversation, mustCommit } from '../contracts/store-fixtures.ts';
import { ended, startChild } from './child.ts';
import { testDirectory } from './directory.ts';

const HOLD_STORE = new URL('./hold-store.ts', import.meta.url);

const clock = new ManualClock();
/** `nobody`: permissions do not bind the super-user, as whom tests may run. */
const NOBODY = 65_534;
const otherUser = process.getuid?.() === 0 ? NOBODY : undefined;

/** Opens and gives the one line of the refusal, after a look at what it left behind. */
async function refusal(file: string): Promise<string> {
  const before = existsSync(file) ? readFileSync(file) : null;
  const error = await openSqliteStore({ file, node: 'first', clock }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StoreUnusable);
  expect(existsSync(file) ? readFileSync(file) : null).toEqual(before);
  const line = error instanceof Error ? error.message : '';
  expect(line).not.toContain('\n');
  expect(line).toContain(file);
  return line;
}

async function makeDatabase(file: string): Promise<void> {
  const store = await openSqliteStore({ file, node: 'first', clock });
  for (let round = 0; round < 50; round += 1) {
    const title = 'A title that fills the page '.repeat(40);
    await mustCommit(store, { kind: 'conversation.create', conversation: conversation({ title }) });
  }
  await store.close();
}

verifies('store:unusable', 'A file that is not a database is refused and left as it is', async () => {
  using directory = testDirectory();
  writeFileSync(directory.file, 'These are my notes. '.repeat(500));
  expect(await refusal(directory.file)).toContain('is not a SQLite database');
});

verifies('store:unusable', 'An empty file is refused: a new database never takes the place of a lost one', async () => {
  using directory = testDirectory();
  writeFileSync(directory.file, '');
  expect(await refusal(directory.file)).toContain('is empty');
});

verifies('store:unusable', 'A database that was cut off is refused', async () => {
  using directory = testDirectory();
  await makeDatabase(directory.file);
  truncateSync(directory.file, 20_000);
  expect(await refusal(directory.file)).toContain('is damaged');
});

verifies('store:unusable', 'A database with a page overwritten is refused', async () => {
  using directory = testDirectory();
  await makeDatabase(directory.file);
  const bytes = readFileSync(directory.file);
  const target = bytes.lastIndexOf('A title that fills the page');
  const page = Math.floor(target / 4_096) * 4_096;
  bytes.fill(0xa5, page, page + 4_096);
  writeFileSync(directory.file, bytes);
  expect(await refusal(directory.file)).toContain('is damaged');
});

verifies('store:unusable', 'A database that is gone while its log of writes is there is not made anew', async () => {
  using directory = testDirectory();
  const holder = await startChild(HOLD_STORE, [directory.file, 'hold']);
  await ended(holder, 'SIGKILL');
  writeFileSync(`${directory.file}-wal`, 'frames');
  rmSync(directory.file);
  expect(await refusal(directory.file)).toContain('is missing');
});

verifies('store:unusable', 'A directory or a file that may not be written is named', async () => {
  using directory = testDirectory();
  await makeDatabase(directory.file);
  for (const name of readdirSync(directory.path)) {
    chmodSync(`${directory.path}/${name}`, 0o444);
  }
  chmodSync(directory.path, 0o555);
  const inside = await startChild(HOLD_STORE, [directory.file, 'close'], otherUser);
  expect(inside.said).toMatch(/^StoreUnusable: .*parlance-files-.*$/);
  await ended(inside);
  chmodSync(directory.path, 0o777);
  rmSync(`${directory.file}.lock`, { force: true });
  const file = await startChild(HOLD_STORE, [directory.file, 'close'], otherUser);
  expect(file.said).toContain(`StoreUnusable: ${directory.file} cannot be written`);
  await ended(file);
});

verifies('store:migrations', 'A database of a newer or of another Parlance is refused', async () => {
  using directory = testDirectory();
  await makeDatabase(directory.file);
  change(directory.file, "INSERT INTO migration VALUES (999, '999_future.sql', 'x')");
  expect(await refusal(directory.file)).toContain('newer');
  change(directory.file, "DELETE FROM migration WHERE version = 999; UPDATE migration SET checksum = 'other'");
  expect(await refusal(directory.file)).toContain('another version of 001_initial.sql');
});

function change(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}
