import type { Migration } from '../../src/adapters/sqlite/writer/migrate.ts';

/** The second one calls `die()` in its middle. */
export const MIGRATIONS: readonly Migration[] = [
  { version: 1, name: '001_one.sql', sql: 'CREATE TABLE one (id INTEGER); INSERT INTO one VALUES (1);' },
  {
    version: 2,
    name: '002_two.sql',
    sql: 'CREATE TABLE two (id INTEGER); UPDATE one SET id = 2; SELECT die(); CREATE TABLE three (id INTEGER);',
  },
];
