import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, sourceFiles } from '../../../scripts/source-files.ts';
import { verifies } from '../../../spec/verifies.ts';
import { COMPUTED, LAYERS, SHARED } from './architecture/layers.ts';
import { violations } from './architecture/violations.ts';

const modules = ['packages/wire/src', 'packages/server/src']
  .flatMap((folder) => sourceFiles(folder))
  .filter((file) => !file.endsWith('.test.ts'));

describe('the sources', () => {
  test('import in one direction only', () => {
    expect(violations(new Map(modules.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')])))).toEqual([]);
  });

  test('are really read: every layer that has a folder has modules in it', () => {
    for (const name of ['wire', 'ports', 'engine']) {
      const layer = LAYERS.find((each) => each.name === name);
      expect(modules.filter((file) => layer?.files.test(file)).length, name).toBeGreaterThan(1);
    }
  });

  test('share only files that exist', () => {
    expect([...SHARED, ...COMPUTED].filter(({ files }) => !modules.some((file) => files.test(file)))).toEqual([]);
  });
});

const server = (path: string): string => `packages/server/src/${path}`;
const wire = (path: string): string => `packages/wire/src/${path}`;

/** One planted violation for each rule: the file, its import, and a word of the refusal. */
const PLANTED: readonly (readonly [file: string, text: string, refusal: string])[] = [
  [wire('sse.ts'), "import { Buffer } from 'node:buffer';", 'out of reach'],
  [wire('sse.ts'), "import { z } from 'zod';", 'out of reach'],
  [wire('events.ts'), "export * from './dialects/milo/encode.ts';", 'does not know dialects'],
  [wire('dialects/milo/encode.ts'), "import { a } from '../staff/encode.ts';", 'another part'],
  [wire('sse.ts'), "import { a } from '../../server/src/ports/clock.ts';", 'does not know ports'],
  [server('ports/clock.ts'), "import type { Engine } from '../engine/engine.ts';", 'does not know engine'],
  [server('ports/clock.ts'), "import { setTimeout } from 'node:timers';", 'out of reach'],
  [server('engine/accept.ts'), "import { open } from '../adapters/sqlite/store.ts';", 'does not know adapters'],
  [
    server('engine/accept.ts'),
    "const guide = await import('../capabilities/guide/guide.ts');",
    'does not know capabilities',
  ],
  [server('engine/accept.ts'), "type Server = import('../http/server.ts').Server;", 'does not know http'],
  [server('capabilities/guide/guide.ts'), "import { memory } from '../memory/memory.ts';", 'another part'],
  [server('capabilities/guide/guide.ts'), "import { accept } from '../../engine/accept.ts';", 'more than types'],
  [server('adapters/sqlite/store.ts'), "import { pool } from '../postgres/pool.ts';", 'another part'],
  [server('adapters/model/openai/model.ts'), "import { a } from '../scripted/model.ts';", 'another part'],
  [
    server('adapters/sqlite/store.ts'),
    "new Worker(new URL('../../engine/accept.ts', import.meta.url));",
    'does not know engine',
  ],
  [
    server('surfaces/milo/routes.ts'),
    "import { open } from '../../adapters/sqlite/store.ts';",
    'does not know adapters',
  ],
  [server('surfaces/milo/routes.ts'), "import { routes } from '../staff/routes.ts';", 'another part'],
  [server('surfaces/milo/routes.ts'), "import { LogTrimmed } from '../../ports/event-log.ts';", 'more than types'],
  [server('surfaces/build-app.ts'), "import { open } from '../adapters/sqlite/store.ts';", 'does not know adapters'],
  [server('models.ts'), "import { open } from './adapters/sqlite/store.ts';", 'does not know adapters'],
  [server('http/server.ts'), "export { routes } from '../surfaces/milo/routes.ts';", 'does not know surfaces'],
  [server('http/server.ts'), "import { open } from '../adapters/sqlite/store.ts';", 'does not know adapters'],
  [server('config.ts'), "import { engine } from './engine/engine.ts';", 'does not know engine'],
  [server('http/server.ts'), 'await import(name);', 'out of reach'],
  [server('somewhere/else.ts'), '', 'in no layer'],
];

describe('the import rules', () => {
  verifies('house:imports', 'refuse a planted violation of each', () => {
    for (const [file, text, refusal] of PLANTED) {
      expect(violations(new Map([[file, text]])), `${file}: ${text}`).toEqual([expect.stringContaining(refusal)]);
    }
  });

  verifies('house:imports', 'refuse a circle, of types too', () => {
    const a = [server('engine/a.ts'), "import type { B } from './b.ts';"] as const;
    const b = [server('engine/b.ts'), "import type { A } from './a.ts';"] as const;
    expect(violations(new Map([a, b]))).toEqual([expect.stringContaining('Circle')]);
  });

  test('refuse a source that cannot be read', () => {
    expect(() => violations(new Map([[server('engine/a.ts'), 'import {']]))).toThrow(server('engine/a.ts'));
  });
});
