import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { StoreLocked, StoreUnusable } from '../../src/adapters/sqlite/errors.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import { ended, startChild } from './child.ts';
import { testDirectory } from './directory.ts';

const HOLD_STORE = new URL('./hold-store.ts', import.meta.url);

const clock = new ManualClock();

verifies(
  'store:lock',
  'A second process is refused with the holder named, and let in once the first was killed',
  async () => {
    using directory = testDirectory();
    const holder = await startChild(HOLD_STORE, [directory.file, 'hold']);
    expect(holder.said).toBe('open');
    const refusal = await openSqliteStore({ file: directory.file, node: 'second', clock }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toBeInstanceOf(StoreLocked);
    expect(String(refusal)).toContain(`in use by process ${holder.process.pid} on ${hostname()} since 20`);
    expect(String(refusal)).not.toContain('\n');
    expect(await ended(holder, 'SIGKILL')).toBe('SIGKILL');
    const store = await openSqliteStore({ file: directory.file, node: 'second', clock });
    await store.ping();
    await store.close();
  },
);

verifies('store:lock', 'A second store in the same process is refused too, and the first goes on', async () => {
  using directory = testDirectory();
  const options = { file: directory.file, node: 'first', clock };
  const store = await openSqliteStore(options);
  await expect(openSqliteStore(options)).rejects.toThrow(StoreLocked);
  await store.ping();
  const child = await startChild(HOLD_STORE, [directory.file, 'close']);
  expect(child.said).toContain(`StoreLocked: ${directory.file} is in use by process ${process.pid}`);
  expect(await ended(child)).toBe(0);
  await store.close();
});

test('A process ends by itself once its store is closed, and leaves it free', async () => {
  using directory = testDirectory();
  for (const _round of [1, 2]) {
    const child = await startChild(HOLD_STORE, [directory.file, 'close']);
    expect(child.said).toBe('open');
    expect(await ended(child)).toBe(0);
  }
});

test('A database in memory is refused', async () => {
  await expect(openSqliteStore({ file: ':memory:', node: 'first', clock })).rejects.toThrow(StoreUnusable);
});
