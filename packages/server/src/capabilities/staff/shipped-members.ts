import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { StaffMember } from '../../ports/staff.ts';

const schema = z.strictObject({
  name: z.string().min(1),
  role: z.string().min(1),
  description: z.string().min(1),
});

/**
 * Reads the members below `folder`: a folder each, with `member.json` and `instructions.md`; its name is the member's
 * id. Throws an error that names the file where one cannot be used.
 */
export function readShippedMembers(folder: string): ReadonlyMap<string, StaffMember> {
  const ids = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return new Map(ids.map(({ name: id }) => [id, readMember(join(folder, id), id)]));
}

function readMember(folder: string, id: string): StaffMember {
  const file = join(folder, 'member.json');
  try {
    const profile = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    const instructions = readFileSync(join(folder, 'instructions.md'), 'utf8').trim();
    return { id, ...profile, instructions, createdAt: null, updatedAt: null };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`The staff member "${id}" cannot be used: ${file}: ${reason}`, { cause: error });
  }
}
