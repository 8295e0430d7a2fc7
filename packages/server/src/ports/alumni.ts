/** What a student is looking for, in their own words. */
export interface AlumniQuery {
  readonly interests: readonly string[];
  readonly careerPaths: readonly string[];
  /** The most that are wanted. */
  readonly limit: number;
}

export interface AlumniRecord {
  readonly id: string;
  readonly name: string;
  readonly classYear: number | null;
  readonly major: string | null;
  readonly position: string | null;
  readonly organization: string | null;
  readonly interests: readonly string[];
  readonly careerPaths: readonly string[];
  /** How to reach them; null where they have not agreed to be reached. */
  readonly contact: string | null;
  /** Where the record can be verified. */
  readonly profileUrl: string | null;
}

/** Points of a record for each thing that it shares with the student. */
export const ALUMNI_POINTS = { careerPath: 6, interest: 3, word: 1 } as const;

/**
 * Alumni who may be told of.
 *
 * `find` MUST give those that share something with the student, the one with the most points (`ALUMNI_POINTS`) first,
 * and of equal ones the smaller id (by code units) first. A thing is shared where it is the same text without regard to
 * case and space; a word of it (see `alumniKeys`) where it is the whole of one of the record's interests or career
 * paths. It MUST NOT give contact data of a record without consent, whatever else the record holds. It MUST take every
 * text as text. It MUST reject within the adapter's time limit where the alumni cannot be asked.
 */
export interface AlumniDirectory {
  find(query: AlumniQuery): Promise<readonly AlumniRecord[]>;
  /** Proves that the alumni can be asked now; rejects where they cannot. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** What is looked for, ready to be compared. No key stands twice. */
export interface AlumniKeys {
  readonly interests: readonly string[];
  readonly careerPaths: readonly string[];
  /** Words of names that have several, which are no name themselves. */
  readonly words: readonly string[];
}

/** Bounds of one question, so that it costs the same whatever a student says. */
const MOST_NAMES = 20;
const MOST_WORDS = 20;
const SHORTEST_WORD = 4;

export function alumniKeys({ interests, careerPaths }: Pick<AlumniQuery, 'interests' | 'careerPaths'>): AlumniKeys {
  const wanted = { interests: names(interests), careerPaths: names(careerPaths) };
  const known = new Set([...wanted.interests, ...wanted.careerPaths]);
  const words = [...known]
    .flatMap((name) => name.split(/[ /-]/))
    .filter((word) => word.length >= SHORTEST_WORD && !known.has(word));
  return { ...wanted, words: [...new Set(words)].slice(0, MOST_WORDS) };
}

function names(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.map(alumniKey))].filter((name) => name !== '').slice(0, MOST_NAMES);
}

/** The form in which interests and career paths are compared: lower case, single spaces, no NUL. */
export function alumniKey(text: string): string {
  return text.replaceAll('\0', ' ').replace(/\s+/g, ' ').trim().toLowerCase();
}
