import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { MEMORY_QUERIES } from '../../src/adapters/sqlite/memory-reader.ts';
import { QUERIES } from '../../src/adapters/sqlite/record-reader.ts';
import { migrate, readMigrations } from '../../src/adapters/sqlite/writer/migrate.ts';

function planOf(database: DatabaseSync, sql: string): string {
  return database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((row) => String(row['detail']))
    .join('\n');
}

function emptyDatabase(): DatabaseSync {
  const database = new DatabaseSync(':memory:');
  migrate(database, readMigrations());
  return database;
}

verifies('store:branch store:pages', 'Every question is answered by an index, however long the tables are', () => {
  using database = emptyDatabase();
  for (const [name, sql] of Object.entries(QUERIES)) {
    const plan = planOf(database, sql);
    // Walked are only the branch, which has no more rows than were asked for, and the list that came with the question.
    expect.soft(plan.replaceAll(/SCAN (?:branch|wanted)\b/g, ''), name).not.toContain('SCAN');
    expect.soft(name === 'branch' ? '' : plan, name).not.toContain('TEMP B-TREE');
  }
});

verifies('memory:store', 'Every question about memories is answered by an index', () => {
  using database = emptyDatabase();
  for (const [name, sql] of Object.entries(MEMORY_QUERIES)) {
    const plan = planOf(database, sql);
    // Walked are lists that came with the question, memories that replaced each other, and what has a bound of its own.
    expect.soft(plan.replaceAll(/SCAN (?:line\b|wanted\b|\(subquery)/g, ''), name).not.toContain('SCAN');
    const isPage = name === 'memories' || name === 'memoriesOfScope';
    expect.soft(isPage ? plan : '', name).not.toContain('TEMP B-TREE');
  }
});

test('The check of the plans sees a table that is walked and a result that is sorted', () => {
  using database = emptyDatabase();
  expect(planOf(database, 'SELECT * FROM message WHERE role = ?')).toContain('SCAN');
  expect(planOf(database, 'SELECT * FROM turn WHERE conversation = ? ORDER BY model')).toContain('TEMP B-TREE');
});
