import { StoreUnavailable } from '../../ports/store.ts';

/** Another process has the database open; `message` names it in one line. */
export class StoreLocked extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StoreLocked';
  }
}

/** The file cannot serve as a database; `message` says in one line which, why, and what can be done. */
export class StoreUnusable extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'StoreUnusable';
  }
}

/** Primary result codes of SQLite. Source: https://www.sqlite.org/rescode.html */
export const SQLITE = {
  busy: 5,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  tooBig: 18,
  constraint: 19,
  mismatch: 20,
  range: 25,
  notADatabase: 26,
} as const;

/** The primary result code of an error that `node:sqlite` threw; null for any other error. */
export function sqliteCode(error: unknown): number | null {
  if (error instanceof Error && 'errcode' in error && typeof error.errcode === 'number') {
    return error.errcode & 0xff;
  }
  return null;
}

/** Codes that say something about the statement's values and nothing about the database. */
const DEFECTS: ReadonlySet<number> = new Set([SQLITE.tooBig, SQLITE.constraint, SQLITE.mismatch, SQLITE.range]);

/**
 * True where repeating the statement cannot help, because its values cannot be stored. An error without a code came
 * up before SQLite was asked; where the database itself is gone, taking the unit back fails in its turn and says so.
 */
export function isDefect(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === null || DEFECTS.has(code);
}

/** Why a statement failed, as it crosses the thread: error classes do not survive that. */
export interface Failure {
  readonly kind: 'down' | 'full';
  readonly message: string;
}

export function failureOf(error: unknown): Failure {
  return {
    kind: sqliteCode(error) === SQLITE.full ? 'full' : 'down',
    message: error instanceof Error ? error.message : String(error),
  };
}

export function unavailable(failure: Failure): StoreUnavailable {
  const what = failure.kind === 'full' ? 'has no space left' : 'failed';
  return new StoreUnavailable(`The database ${what}: ${failure.message}`, { kind: failure.kind });
}
