import { execFile } from 'node:child_process';
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'vite';
import manifest from '../package.json' with { type: 'json' };

const CLIENT = join(import.meta.dirname, '..');

/**
 * Writes a package of plain JavaScript and its types into `folder`, ready for `npm pack`: Node runs no TypeScript from
 * `node_modules`. The wire formats are inside it, so that it depends on nothing.
 */
export async function buildPackage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await build({
    configFile: false,
    logLevel: 'error',
    root: CLIENT,
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      target: 'es2022',
      lib: {
        entry: { index: join(CLIENT, 'src/index.ts'), react: join(CLIENT, 'src/react/index.ts') },
        formats: ['es'],
      },
      rolldownOptions: { external: ['react'] },
    },
  });
  await writeTypes(join(folder, 'types'));
  const { name, version, description, keywords, license, type, peerDependencies, peerDependenciesMeta } = manifest;
  const exports = {
    '.': { types: './types/client/src/index.d.ts', default: './index.js' },
    './react': { types: './types/client/src/react/index.d.ts', default: './react.js' },
  };
  const published = {
    name,
    version,
    description,
    keywords,
    license,
    type,
    exports,
    peerDependencies,
    peerDependenciesMeta,
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  copyFileSync(join(CLIENT, 'README.md'), join(folder, 'README.md'));
  copyFileSync(join(CLIENT, '../../LICENSE'), join(folder, 'LICENSE'));
}

/** The declarations of the client and of the formats inside it, which name each other by relative paths there. */
async function writeTypes(folder: string): Promise<void> {
  const tsc = join(CLIENT, '../../node_modules/.bin/tsc');
  await promisify(execFile)(tsc, ['-p', join(CLIENT, 'build/tsconfig.types.json'), '--outDir', folder]);
  for (const file of globSync('**/*.d.ts', { cwd: folder })) {
    const path = join(folder, file);
    const wire = relative(dirname(path), join(folder, 'wire/src/index.js'));
    const text = readFileSync(path, 'utf8')
      .replaceAll("'@parlance/wire'", `'${wire}'`)
      .replaceAll(/((?:from|import\() ?['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2');
    writeFileSync(path, text);
  }
}
