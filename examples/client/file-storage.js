import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// Keeps a client's unfinished sends in a folder, so that a program that was killed goes on with them.
export const fileStorage = (folder) => {
  const fileOf = (key) => join(folder, `${encodeURIComponent(key)}.json`);
  return {
    get: (key) => readFile(fileOf(key), 'utf8').catch(() => null),
    set: async (key, value) => {
      await mkdir(folder, { recursive: true });
      // Written beside and moved over: a program that dies in between leaves the old value whole.
      await writeFile(`${fileOf(key)}.new`, value);
      await rename(`${fileOf(key)}.new`, fileOf(key));
    },
    remove: (key) => rm(fileOf(key), { force: true }),
    keys: async (prefix) => {
      const files = await readdir(folder).catch(() => []);
      const keys = files
        .filter((file) => file.endsWith('.json'))
        .map((file) => decodeURIComponent(file.slice(0, -'.json'.length)));
      return keys.filter((key) => key.startsWith(prefix));
    },
  };
};
