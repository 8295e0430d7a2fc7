import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import { startWriter } from '../../src/adapters/sqlite/writer-link.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { append, commit, delta, deltas, end, mustCommit, storedTurn } from '../contracts/store-fixtures.ts';
import { canMount, fillDisk, smallDirectory, testDirectory } from './directory.ts';

const SPACE = 2 * 1024 * 1024;
const FULL_DISK = canMount() ? 'on a disk of its own' : 'left out: this user may not mount a small disk';

describe.skipIf(!canMount())(FULL_DISK, () => {
  verifies(
    'store:down',
    'a full disk refuses commits, keeps what was acknowledged, and is over with the shortage',
    async () => {
      using directory = smallDirectory(SPACE);
      const store = await openSqliteStore({ file: directory.file, node: 'first', clock: new ManualClock() });
      const running = await storedTurn(store);
      await mustCommit(store, append(running, 0, 5));
      using filler = fillDisk(directory);
      const events = [delta(running.id, 5, 'x'.repeat(500_000))];
      const unit = [{ kind: 'turn.append', turn: running.id, epoch: 1, firstSeq: 5, events } as const, end(running)];
      const failure = await commit(store, ...unit).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StoreUnavailable);
      expect(failure).toMatchObject({ kind: 'full' });
      expect(await store.read(running.id, -1, 99)).toEqual(deltas(running.id, 0, 5));
      filler[Symbol.dispose]();
      await mustCommit(store, ...unit);
      await mustCommit(store, ...unit);
      expect(await store.read(running.id, -1, 99)).toEqual([...deltas(running.id, 0, 5), ...events]);
      await store.close();
    },
  );
});

verifies('store:down', 'A writer that ends rejects what waits for it and all that comes later', async () => {
  using directory = testDirectory();
  const link = await startWriter(directory.file);
  // The thread ends itself after this request, with the next ones behind it.
  void link.request({ kind: 'close' });
  const left = [link.request({ kind: 'ping', at: 1 }), link.request({ kind: 'claim-abandoned', node: 'first' })];
  for (const outcome of await Promise.allSettled(left)) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(StoreUnavailable) as unknown });
  }
  await expect(link.request({ kind: 'ping', at: 1 })).rejects.toThrow(StoreUnavailable);
  await link.close();
});
