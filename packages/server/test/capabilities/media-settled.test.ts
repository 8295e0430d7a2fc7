import { existsSync, watch } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SystemClock } from '../../src/adapters/clock/system.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import type { MediaRecord } from '../../src/ports/records.ts';
import { startInProcess } from '../support/in-process.ts';

const HOUR_MS = 60 * 60 * 1_000;

function blob(folder: string, id: string): string {
  return join(folder, 'media', id.slice(0, 2), id);
}

/** Resolves when there is no such file any more. */
function isGone(path: string): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(dirname(path), look);
    function look(): void {
      if (existsSync(path)) return;
      watcher.close();
      resolve();
    }
    look();
  });
}

verifies(
  'media:settled',
  'a start takes away what an upload or a removal left behind when its server died',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'parlance-media-'));
    const clock = new SystemClock();
    const file = join(folder, 'parlance.db');
    const record = (id: string, state: MediaRecord['state'], ageMs: number): MediaRecord => ({
      id,
      owner: 'alice',
      state,
      kind: 'image',
      mediaType: 'image/png',
      name: null,
      bytes: 4,
      hash: 'h',
      size: { width: 1, height: 1 },
      pages: null,
      createdAt: clock.now() - ageMs,
    });
    const left = [record('aa-pending', 'pending', 2 * HOUR_MS), record('bb-removed', 'removed', 2 * HOUR_MS)];
    const kept = [record('cc-ready', 'ready', 2 * HOUR_MS), record('dd-young', 'pending', HOUR_MS / 2)];
    const store = await openSqliteStore({ file, node: 'dead', clock });
    for (const media of [...left, ...kept]) {
      await store.commit([{ writes: [{ kind: 'media.put', media }] }]);
      await mkdir(dirname(blob(folder, media.id)), { recursive: true });
      await writeFile(blob(folder, media.id), 'blob');
    }
    await store.close();
    await mkdir(join(folder, 'uploads'), { recursive: true });
    await writeFile(join(folder, 'uploads', 'half'), 'half');
    {
      await using _server = await startInProcess({ folder });
      await Promise.all(left.map(({ id }) => isGone(blob(folder, id))));
      expect(existsSync(join(folder, 'uploads', 'half'))).toBe(false);
    }
    const again = await openSqliteStore({ file, node: 'next', clock });
    for (const media of kept) {
      expect(existsSync(blob(folder, media.id))).toBe(true);
      expect(await again.media('alice', media.id)).toEqual(media);
    }
    // A row is forgotten after its bytes are; the next start would find what was cut off between them.
    expect((await again.unsettledMedia(clock.now(), 9)).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['dd-young']),
    );
    await again.close();
    await rm(folder, { recursive: true });
  },
);
