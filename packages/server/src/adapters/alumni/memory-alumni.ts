import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  ALUMNI_POINTS,
  alumniKey,
  alumniKeys,
  type AlumniDirectory,
  type AlumniQuery,
  type AlumniRecord,
} from '../../ports/alumni.ts';

/** A record as a file has it. */
export interface AlumniEntry extends AlumniRecord {
  readonly contactConsent: boolean;
}

const texts = z.array(z.string().min(1)).default([]);
const optional = z.string().min(1).nullable().default(null);
const fileSchema = z.array(
  z.strictObject({
    id: z.string().regex(/^[\w-]{1,64}$/),
    name: z.string().min(1),
    classYear: z.int().nullable().default(null),
    major: optional,
    position: optional,
    organization: optional,
    interests: texts,
    careerPaths: texts,
    contact: optional,
    contactConsent: z.boolean().default(false),
    profileUrl: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .default(null),
  }),
);

/** Reads a file of alumni. Throws an error that names it and the place that is wrong. */
export function readAlumniFile(path: string): readonly AlumniEntry[] {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${path}: ${reason}`, { cause: error });
  }
}

interface Indexed {
  readonly record: AlumniRecord;
  readonly points: number;
}

/** Alumni in memory, found through an index of what they name: a few thousand are no burden. */
export function createMemoryAlumni(entries: readonly AlumniEntry[]): AlumniDirectory {
  const records = entries.map(({ contactConsent, contact, ...entry }) => ({
    ...entry,
    contact: contactConsent ? contact : null,
  }));
  const byInterest = indexBy(records, ({ interests }) => interests);
  const byCareerPath = indexBy(records, ({ careerPaths }) => careerPaths);
  return {
    find: (query) => Promise.resolve(find(query)),
    ping: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };

  function find(query: AlumniQuery): readonly AlumniRecord[] {
    const { interests, careerPaths, words } = alumniKeys(query);
    const scores = new Map<string, Indexed>();
    const add = (index: Index, keys: readonly string[], points: number): void => {
      for (const key of keys) {
        for (const record of index.get(key) ?? []) {
          scores.set(record.id, { record, points: (scores.get(record.id)?.points ?? 0) + points });
        }
      }
    };
    add(byCareerPath, careerPaths, ALUMNI_POINTS.careerPath);
    add(byInterest, interests, ALUMNI_POINTS.interest);
    add(byInterest, words, ALUMNI_POINTS.word);
    add(byCareerPath, words, ALUMNI_POINTS.word);
    return [...scores.values()]
      .toSorted((one, other) => other.points - one.points || (one.record.id < other.record.id ? -1 : 1))
      .slice(0, query.limit)
      .map(({ record }) => record);
  }
}

type Index = ReadonlyMap<string, readonly AlumniRecord[]>;

function indexBy(records: readonly AlumniRecord[], namesOf: (record: AlumniRecord) => readonly string[]): Index {
  const index = new Map<string, AlumniRecord[]>();
  for (const record of records) {
    for (const key of new Set(namesOf(record).map(alumniKey))) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [record]);
      else list.push(record);
    }
  }
  return index;
}
