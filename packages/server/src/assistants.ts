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
  capabilities: z.array(z.string()),
});

/**
 * Reads every assistant below `folder`: a folder each, with `assistant.json` and `instructions.md`. Throws an error
 * that names the file where one cannot be used: a server without its prompts would answer, but not as it should.
 */
export function loadAssistants(folder: string = ASSISTANTS_FOLDER): Assistants {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  const all = new Map(names.map((name) => [name, loadAssistant(folder, name)]));
  return { get: (name) => all.get(name), list: () => [...all.values()] };
}

function loadAssistant(folder: string, name: string): Assistant {
  const file = join(folder, name, 'assistant.json');
  try {
    const data = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const instructions = readFileSync(join(folder, name, 'instructions.md'), 'utf8').trim();
    return { name, ...data, instructions };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`The assistant "${name}" cannot be used: ${file}: ${reason}`, { cause: error });
  }
}
