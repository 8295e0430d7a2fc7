import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { missingEntries, parseLockFile } from './lock-file.ts';
import { ROOT } from './source-files.ts';

/**
 * To be run after `npm install <package>`, and followed by `npm install`: see `missingEntries`. Its argument is the
 * folder whose lock file it is (default: the root's).
 */
const file = join(ROOT, process.argv[2] ?? '.', 'package-lock.json');
const lock = parseLockFile(readFileSync(file, 'utf8'));
const missing = missingEntries(lock.packages);
const sorted = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(`${Object.keys(missing).length} entries added to package-lock.json.`);
