import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, with a separator at its end. */
export const ROOT = fileURLToPath(new URL('../', import.meta.url));

const OUTSIDE = new Set(['node_modules', 'dist', 'coverage', 'data', '.git', '.work']);

/** TypeScript sources under `folder`, as sorted paths from the repository's root with forward slashes. */
export function sourceFiles(folder: string): readonly string[] {
  return walk(join(ROOT, folder))
    .map((path) => relative(ROOT, path).split(sep).join('/'))
    .sort();
}

function walk(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return OUTSIDE.has(entry.name) ? [] : walk(path);
    return /\.tsx?$/.test(entry.name) ? [path] : [];
  });
}
