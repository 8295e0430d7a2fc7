import { Pool } from 'pg';
import { z } from 'zod';
import { ALUMNI_POINTS, alumniKeys, type AlumniDirectory, type AlumniRecord } from '../../ports/alumni.ts';

export interface PostgresAlumniOptions {
  /** `postgres://…`, with whatever parameters the client takes, such as `sslmode`. */
  readonly url: string;
  /** A connection that the server has closed while nobody used it. */
  readonly onIdleError: (error: Error) => void;
  /** How long a connection and then a statement may take, milliseconds. Default 200: below what the guide waits. */
  readonly limitMs?: number;
}

/** More would only wait for each other: a question takes a few milliseconds. */
const MAX_CONNECTIONS = 4;

const row = z.object({
  id: z.string(),
  name: z.string(),
  class_year: z.number().nullable(),
  major: z.string().nullable(),
  position: z.string().nullable(),
  organization: z.string().nullable(),
  interests: z.array(z.string()),
  career_paths: z.array(z.string()),
  contact: z.string().nullable(),
  profile_url: z.string().nullable(),
});

/** How many entries of the column are among the keys, each once. */
function shared(column: string, keys: string): string {
  return `(SELECT count(DISTINCT entry) FROM unnest(${column}) AS entry WHERE entry = ANY(${keys}))`;
}

/** $1 interests, $2 career paths, $3 words, $4 limit. The first condition is what the indexes of the columns answer. */
const FIND = `SELECT id, name, class_year, major, position, organization, interests, career_paths, profile_url,
    CASE WHEN contact_consent THEN contact END AS contact
  FROM alumni
  WHERE interests && ($1::text[] || $3::text[]) OR career_paths && ($2::text[] || $3::text[])
  ORDER BY ${ALUMNI_POINTS.careerPath} * ${shared('career_paths', '$2')}
    + ${ALUMNI_POINTS.interest} * ${shared('interests', '$1')}
    + ${ALUMNI_POINTS.word} * (${shared('interests', '$3')} + ${shared('career_paths', '$3')}) DESC, id COLLATE "C"
  LIMIT $4`;

/**
 * Alumni in a table of PostgreSQL, which is only read: see docs/milo.md for its columns and for the role to read it
 * with. The table is not ours, so its rows are checked like input.
 */
export function createPostgresAlumni({ url, onIdleError, limitMs = 200 }: PostgresAlumniOptions): AlumniDirectory {
  const pool = new Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: limitMs,
    query_timeout: limitMs,
    statement_timeout: limitMs,
    options: '-c default_transaction_read_only=on',
    application_name: 'parlance-alumni',
    allowExitOnIdle: true,
  });
  pool.on('error', onIdleError);
  return {
    find: async (query) => {
      const { interests, careerPaths, words } = alumniKeys(query);
      if (interests.length + careerPaths.length === 0) return [];
      const { rows } = await pool.query<Record<string, unknown>>({
        name: 'alumni',
        text: FIND,
        values: [interests, careerPaths, words, query.limit],
      });
      return rows.map(toRecord);
    },
    ping: async () => {
      await pool.query('SELECT id FROM alumni LIMIT 0');
    },
    close: () => pool.end(),
  };
}

function toRecord(data: unknown): AlumniRecord {
  const { class_year: classYear, career_paths: careerPaths, profile_url: profileUrl, ...rest } = row.parse(data);
  return { ...rest, classYear, careerPaths, profileUrl };
}
