import { execFileSync } from 'node:child_process';

/** Reads the files in a process of its own: closing a database's file here would drop SQLite's locks on it. */
const SEARCH = `const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const [folder, ...markers] = process.argv.slice(1);
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const found = files.flatMap((entry) => {
  const bytes = readFileSync(join(entry.parentPath, entry.name));
  return markers.filter((marker) => bytes.includes(marker) || entry.name.includes(marker)).map((marker) => entry.name + ': ' + marker);
});
process.stdout.write(JSON.stringify(found));`;

/** `file: marker` for every file below the folder that spells one of the markers, in its bytes or its name. */
export function filesThatHold(folder: string, markers: readonly string[]): readonly string[] {
  const output = execFileSync(process.execPath, ['-e', SEARCH, folder, ...markers], { encoding: 'utf8' });
  return JSON.parse(output) as readonly string[];
}
