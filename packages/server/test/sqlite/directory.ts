import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestDirectory extends Disposable {
  readonly path: string;
  /** The path of a database in it. */
  readonly file: string;
}

export function testDirectory(): TestDirectory {
  const path = mkdtempSync(join(tmpdir(), 'parlance-files-'));
  return {
    path,
    file: join(path, 'parlance.db'),
    [Symbol.dispose]: () => {
      chmodSync(path, 0o755);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Whether this user may make file systems of a chosen size. */
export function canMount(): boolean {
  try {
    smallDirectory(1024 * 1024)[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}

/** A directory on a file system of its own with so much space, for tests that fill it. */
export function smallDirectory(bytes: number): TestDirectory {
  const directory = testDirectory();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', directory.path], { stdio: 'ignore' });
  } catch (error) {
    directory[Symbol.dispose]();
    throw error;
  }
  return {
    ...directory,
    [Symbol.dispose]: () => {
      // Lazily: a test that failed may have left its store open.
      execFileSync('umount', ['-l', directory.path]);
      directory[Symbol.dispose]();
    },
  };
}

/** Writes until not a byte is left on the directory's file system; disposing it gives the space back. */
export function fillDisk(directory: TestDirectory): Disposable {
  const path = join(directory.path, 'filler');
  for (let size = 1024 * 1024; size >= 1; size = Math.floor(size / 2)) {
    while (hasRoomFor(path, size));
  }
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

function hasRoomFor(path: string, size: number): boolean {
  try {
    appendFileSync(path, Buffer.alloc(size));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
      return false;
    }
    throw error;
  }
}
