import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { deadlineSchema } from './deadline.ts';
import { guideSchema, type GuideDefinition } from './definition.ts';
import type { KnowledgeEntry } from './knowledge-source.ts';

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, 'must be lower-case letters, digits and -');

const collectionSchema = z.strictObject({
  title: z.string().min(1),
  entries: z.array(
    z.strictObject({
      id: slug,
      title: z.string().min(1).max(300),
      text: z.string().min(1).max(4_000),
      tags: z.array(z.string().min(1)).default([]),
      /** Steps that offer it; all that name the collection where it is left out. */
      steps: z.array(z.string()).optional(),
      verifyAt: z.url({ protocol: /^https?$/ }).nullable(),
      deadline: deadlineSchema.nullable().default(null),
    }),
  ),
});

/** An entry from a file, with where it belongs. Its deadline may be a day of each year; see `nextDeadline`. */
export interface FiledEntry extends KnowledgeEntry {
  /** The file's name without `.json`. */
  readonly collection: string;
  /** Null: every step that offers the collection. */
  readonly steps: readonly string[] | null;
}

export interface LoadedGuide {
  readonly definition: GuideDefinition;
  readonly entries: readonly FiledEntry[];
}

/**
 * Reads `guide.json` and `knowledge/*.json` of an assistant's folder. `sources` are the collections that do not come
 * from a file. Throws an error that names the file and the place in it: a guide that is half understood would lead
 * people astray.
 */
export function loadGuide(folder: string, sources: readonly string[] = []): LoadedGuide {
  const file = join(folder, 'guide.json');
  const definition = read(file, guideSchema);
  const stepIds = new Set(definition.steps.map(({ id }) => id));
  const entries = knowledgeFiles(folder).flatMap((path) => entriesOf(path, stepIds));
  const seen = new Set<string>();
  for (const { id, collection } of entries) {
    if (seen.has(id))
      throw new Error(`${join(folder, 'knowledge', `${collection}.json`)}: the id "${id}" is used twice.`);
    seen.add(id);
  }
  const collections = new Set([...knowledgeFiles(folder).map(collectionOf), ...sources]);
  for (const { id, knowledge } of definition.steps) {
    const missing = knowledge.find((name) => !collections.has(name));
    if (missing !== undefined) throw new Error(`${file}: the step "${id}" offers "${missing}", which is nowhere.`);
  }
  return { definition, entries };
}

function entriesOf(path: string, steps: ReadonlySet<string>): readonly FiledEntry[] {
  const { entries } = read(path, collectionSchema);
  return entries.map((entry, index) => {
    const unknown = entry.steps?.find((step) => !steps.has(step));
    if (unknown !== undefined) throw new Error(`${path}: entries[${index}].steps: there is no step "${unknown}".`);
    return { ...entry, steps: entry.steps ?? null, collection: collectionOf(path) };
  });
}

function knowledgeFiles(folder: string): readonly string[] {
  const directory = join(folder, 'knowledge');
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => join(directory, name));
}

function collectionOf(path: string): string {
  return basename(path, '.json');
}

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${file}: ${reason}`, { cause: error });
  }
}
