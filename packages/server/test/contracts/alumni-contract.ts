import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { AlumniEntry } from '../../src/adapters/alumni/memory-alumni.ts';
import type { AlumniDirectory, AlumniQuery, AlumniRecord } from '../../src/ports/alumni.ts';

/** Opens a directory that holds exactly these records. */
export type OpenAlumni = (entries: readonly AlumniEntry[]) => Promise<AlumniDirectory>;

export function alumniEntry(id: string, changes: Partial<AlumniEntry> = {}): AlumniEntry {
  return {
    id,
    name: `Sample Alumna ${id}`,
    classYear: null,
    major: null,
    position: null,
    organization: null,
    interests: [],
    careerPaths: [],
    contact: `${id}@alumni.example`,
    contactConsent: false,
    profileUrl: null,
    ...changes,
  };
}

const RECORDS: readonly AlumniEntry[] = [
  alumniEntry('b-path', { careerPaths: ['data scientist'] }),
  alumniEntry('a-path', { careerPaths: ['data scientist', 'teacher'], contactConsent: true }),
  alumniEntry('both', { careerPaths: ['data scientist'], interests: ['climate policy'] }),
  alumniEntry('two-interests', { interests: ['climate policy', 'jazz', 'climate policy'] }),
  alumniEntry('word', { interests: ['climate'], classYear: 2009, major: 'History', position: 'Guide' }),
  alumniEntry('other', { interests: ['law'], careerPaths: ['lawyer'] }),
  alumniEntry('nothing'),
  alumniEntry('quoted', { interests: ['o\'clock"; drop table alumni; --', '{}', 'null', '%', '\\'] }),
];

const HOSTILE = [
  "' OR true --",
  "'); DROP TABLE alumni; --",
  '{}',
  '{"law"}',
  '%',
  '_',
  '\\',
  'null',
  'a\0b',
  '\ud800',
  '$1',
  'x'.repeat(100_000),
  '__proto__',
  'constructor',
];

/** The MUSTs of `ports/alumni.ts`; run by each directory. */
export function alumniContract(name: string, open: OpenAlumni): void {
  describe(`the alumni contract on ${name}`, () => {
    let directory: AlumniDirectory;
    beforeAll(async () => {
      directory = await open(RECORDS);
    });
    afterAll(() => directory.close());

    const ask = (query: Partial<AlumniQuery>): Promise<readonly AlumniRecord[]> =>
      directory.find({ interests: [], careerPaths: [], limit: 10, ...query });
    const ids = async (query: Partial<AlumniQuery>) => (await ask(query)).map(({ id }) => id);

    test('can be asked', async () => {
      await expect(directory.ping()).resolves.toBeUndefined();
    });

    verifies(
      'milo:alumni:match',
      'puts career paths before interests, and interests before words of them',
      async () => {
        const query = { interests: ['climate policy', 'jazz'], careerPaths: ['data scientist'] };
        // 6 + 3, then 6 and 6 and 3 + 3 by their ids, then a word.
        expect(await ids(query)).toEqual(['both', 'a-path', 'b-path', 'two-interests', 'word']);
        expect(await ids({ ...query, limit: 2 })).toEqual(['both', 'a-path']);
        expect(await ids({ interests: ['climate policy'] })).toEqual(['both', 'two-interests', 'word']);
        expect(await ids({ careerPaths: ['teacher'] })).toEqual(['a-path']);
        expect(await ids({ interests: ['teacher'] })).toEqual([]);
        expect(await ids({ interests: [], careerPaths: [] })).toEqual([]);
      },
    );

    verifies('milo:alumni:match', 'looks at neither case nor space nor repetition', async () => {
      const careerPaths = ['  Data   SCIENTIST ', 'data scientist', 'Data\tScientist'];
      expect(await ids({ careerPaths })).toEqual(['a-path', 'b-path', 'both']);
    });

    test('gives whole records', async () => {
      expect(await ask({ interests: ['Climate'], limit: 1 })).toEqual([
        {
          id: 'word',
          name: 'Sample Alumna word',
          classYear: 2009,
          major: 'History',
          position: 'Guide',
          organization: null,
          interests: ['climate'],
          careerPaths: [],
          contact: null,
          profileUrl: null,
        },
      ]);
    });

    verifies('milo:alumni:consent', 'gives contact data only where the record allows it', async () => {
      const found = await ask({ careerPaths: ['data scientist'] });
      expect(found.map(({ id, contact }) => [id, contact])).toEqual([
        ['a-path', 'a-path@alumni.example'],
        ['b-path', null],
        ['both', null],
      ]);
      expect(JSON.stringify(found)).not.toContain('b-path@');
    });

    verifies('milo:alumni:input', 'takes every text as text', async () => {
      for (const text of HOSTILE) {
        expect(await ids({ interests: [text] }), text.slice(0, 20)).toEqual(
          ['{}', '%', '\\', 'null'].includes(text) ? ['quoted'] : [],
        );
      }
      expect(await ids({ interests: ['O\'clock"; DROP TABLE alumni; --'] })).toEqual(['quoted']);
      const many = Array.from({ length: 5_000 }, (_, index) => `thing number ${index}`);
      expect(await ids({ interests: many, careerPaths: [...many, 'teacher'] })).toEqual([]);
    });
  });
}
