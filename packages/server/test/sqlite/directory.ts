import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
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
