import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Assistant, Assistants } from './engine/assistant.ts';

/** Where the shipped assistants are. */
const ASSISTANTS_FOLDER = join(import.meta.dirname, '../../../assistants');

const schema = z.strictObject({
  title: z.string().min(1),
  description: z.string().min(1),
  model: z.string().min(1),
  historyTokens: z.int().positive(),
  contributionTokens: z.int().positive().optional(),
  contextTokens: z.int().positive().optional(),
  capabilities: z.array(z.string()),
});

/**
 * Reads every assistant below the shipped folder and below `further`: a folder each, with `assistant.json` and
 * `instructions.md`. One of a further folder replaces a shipped one of the same name. Throws an error that names the
 * file where one cannot be used: a server without its prompts would answer, but not as it should.
 */
export function loadAssistants(further: string | null = null): Assistants {
  const folders = [ASSISTANTS_FOLDER, ...(further === null ? [] : [further])];
  const all = new Map(folders.flatMap(assistantsIn).map((assistant) => [assistant.name, assistant]));
  return { get: (name) => all.get(name), list: () => [...all.values()] };
}

function assistantsIn(folder: string): readonly Assistant[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted()
    .map((name) => loadAssistant(join(folder, name), name));
}

function loadAssistant(folder: string, name: string): Assistant {
  const file = join(folder, 'assistant.json');
  try {
    const { contributionTokens, contextTokens, ...data } = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const instructions = readFileSync(join(folder, 'instructions.md'), 'utf8').trim();
    return {
      name,
      folder,
      ...data,
      instructions,
      ...(contributionTokens === undefined ? {} : { contributionTokens }),
      ...(contextTokens === undefined ? {} : { contextTokens }),
    };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`The assistant "${name}" cannot be used: ${file}: ${reason}`, { cause: error });
  }
}
