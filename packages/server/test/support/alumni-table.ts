import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { AlumniEntry } from '../../src/adapters/alumni/memory-alumni.ts';

const DOCUMENT = join(import.meta.dirname, '../../../../docs/milo.md');

/** The statements of docs/milo.md that make the table and its reader: what is documented is what is tested. */
function documentedSql(): readonly string[] {
  return [...readFileSync(DOCUMENT, 'utf8').matchAll(/^```sql\n([^]*?)^```$/gm)].map(([, sql = '']) => sql);
}

/** Makes the documented table with these rows. Resolves with the address of the documented role that may only read it. */
export async function makeAlumniTable(url: string, entries: readonly AlumniEntry[]): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of documentedSql()) await client.query(sql);
    await client.query(
      `INSERT INTO alumni (id, name, class_year, major, position, organization, interests, career_paths, contact,
          contact_consent, profile_url)
        SELECT id, name, "classYear", major, position, organization, interests, "careerPaths", contact,
          "contactConsent", "profileUrl"
        FROM json_to_recordset($1) AS entry(id text, name text, "classYear" integer, major text, position text,
          organization text, interests text[], "careerPaths" text[], contact text, "contactConsent" boolean,
          "profileUrl" text)`,
      [JSON.stringify(entries)],
    );
    await client.query('ANALYZE alumni');
  } finally {
    await client.end();
  }
  const reader = new URL(url);
  reader.username = 'milo_reader';
  return reader.href;
}
