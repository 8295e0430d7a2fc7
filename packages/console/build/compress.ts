import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

/** Below this, the header that names the encoding costs more than compression saves. */
const WORTH_BYTES = 512;

/**
 * Puts a `.br` and a `.gz` beside every file, so that the server compresses nothing while it serves.
 * Answers with the size of all scripts as a browser loads them, gzipped, in bytes.
 */
export async function compressFiles(folder: string): Promise<number> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const sizes = await Promise.all(names.map((name) => compressFile(name)));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function compressFile(name: string): Promise<number> {
  const bytes = readFileSync(name);
  const [small, gzipped] = await Promise.all([promisify(brotliCompress)(bytes), promisify(gzip)(bytes, { level: 9 })]);
  if (bytes.length >= WORTH_BYTES) {
    writeFileSync(`${name}.br`, small);
    writeFileSync(`${name}.gz`, gzipped);
  }
  return name.endsWith('.js') ? gzipped.length : 0;
}
