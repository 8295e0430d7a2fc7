import { Pool } from 'pg';
import { z } from 'zod';
import {
  ALUMNI_POINTS,
  alumniKeys,
  type AlumniDirectory,
  type AlumniKeys,
  type AlumniRecord,
} from '../../ports/alumni.ts';

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

/** A question in SQL, with a parameter for each key: comparing keys one by one is ten times as fast as joining lists. */
function questionOf({ interests, careerPaths, words }: AlumniKeys, limit: number): { text: string; values: unknown[] } {
  const values: unknown[] = [];
  const parameter = (value: string | number, type: string): string => `$${values.push(value)}::${type}`;
  const texts = (keys: readonly string[]): readonly string[] => keys.map((key) => parameter(key, 'text'));
  const [liked, wanted, parts] = [texts(interests), texts(careerPaths), texts(words)];
  const shared = (column: string, keys: readonly string[], points: number): string[] =>
    keys.map((key) => `${points} * (${key} = ANY(${column}))::int`);
  const points = [
    ...shared('career_paths', wanted, ALUMNI_POINTS.careerPath),
    ...shared('interests', liked, ALUMNI_POINTS.interest),
    ...shared('interests', parts, ALUMNI_POINTS.word),
    ...shared('career_paths', parts, ALUMNI_POINTS.word),
  ];
  // The condition is what the indexes of the two columns answer.
  const text = `SELECT id, name, class_year, major, position, organization, interests, career_paths, profile_url,
      CASE WHEN contact_consent THEN contact END AS contact
    FROM alumni
    WHERE interests && ARRAY[${[...liked, ...parts].join()}]::text[]
      OR career_paths && ARRAY[${[...wanted, ...parts].join()}]::text[]
    ORDER BY ${points.join(' + ')} DESC, id COLLATE "C"
    LIMIT ${parameter(limit, 'int')}`;
  return { text, values };
}

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
    // Compiling a statement of a few milliseconds takes longer than running it.
    options: '-c default_transaction_read_only=on -c jit=off',
    application_name: 'parlance-alumni',
    allowExitOnIdle: true,
  });
  pool.on('error', onIdleError);
  return {
    find: async (query) => {
      const keys = alumniKeys(query);
      if (keys.interests.length + keys.careerPaths.length === 0) return [];
      const { text, values } = questionOf(keys, query.limit);
      const { rows } = await pool.query<Record<string, unknown>>(text, values);
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
