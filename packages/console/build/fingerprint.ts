import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's root. */
const ROOT = join(import.meta.dirname, '../../..');

/** Everything that decides what the built page is. The lock file stands for the packages that are bundled. */
const INPUTS = [
  'packages/console/index.html',
  'packages/console/src',
  'packages/console/build',
  'packages/client/src',
  'packages/wire/src',
  'package-lock.json',
];

/** Name of the page that these sources give: 16 hexadecimal digits, another one whenever a source changes. */
export function fingerprint(root = ROOT): string {
  const hash = createHash('sha256');
  for (const file of INPUTS.flatMap((path) => filesBelow(root, path))) {
    // Names and lengths go in as well, so that no two trees read alike.
    const bytes = readFileSync(join(root, file));
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(root: string, path: string): readonly string[] {
  try {
    const entries = readdirSync(join(root, path), { withFileTypes: true });
    return entries
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => filesBelow(root, `${path}/${entry.name}`));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (error.code === 'ENOTDIR') return /\.test\.tsx?$/.test(path) ? [] : [path];
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
