import { errorFields } from './error-fields.ts';
import { createTextRedactor, REDACTED, type TextRedactor } from './secret-text.ts';

/** Deeper and wider things are cut: a log line is for reading. */
const MAX_DEPTH = 8;
const MAX_ENTRIES = 100;

/** Matched against key names without case, dashes, dots and underscores. */
const SECRET_KEY =
  /apikey|authorization|secret|passw(?:or)?d|passphrase|cookie|credential|privatekey|accesskey|bearer|signature|jwt/;
const TOKEN_KEY = /token/;

/**
 * Makes copies that may be logged: what stands under a key that names a secret, what looks like a key, a token or a
 * URL with credentials, and every one of `secrets`, becomes `REDACTED`, at any depth, in arrays, in errors and their
 * causes. The copy is plain JSON data without cycles.
 */
export function createRedactor(secrets: readonly string[]): (value: unknown, options?: RedactOptions) => unknown {
  const text = createTextRedactor(secrets);
  const nameKinds = new Map<string, NameKind>();
  return (value, options = {}) => copy(value, { text, nameKinds, path: new Set(), options });
}

export interface RedactOptions {
  /**
   * Called for each error whose words are left out, because code that is not ours chose them and may have quoted a
   * message or a body in them. Default: their words are kept.
   */
  readonly onForeignWords?: () => void;
}

interface Walk {
  readonly options: RedactOptions;
  readonly text: TextRedactor;
  /** What names of fields say, as far as it is known: they come again in every line. */
  readonly nameKinds: Map<string, NameKind>;
  /** The objects that contain the one at hand. */
  readonly path: Set<object>;
}

function copy(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
      return walk.text(value);
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : copyObject(value, walk);
    case 'function':
    case 'symbol':
      return undefined;
    default:
      return value;
  }
}

function copyObject(value: object, walk: Walk): unknown {
  if (walk.path.has(value)) return '[circular]';
  if (walk.path.size >= MAX_DEPTH) return '[too deep]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  walk.path.add(value);
  try {
    if (Array.isArray(value)) return value.slice(0, MAX_ENTRIES).map((entry: unknown) => copy(entry, walk));
    if (value instanceof Map) return copyEntries(value.entries(), walk);
    if (value instanceof Set) return [...value].slice(0, MAX_ENTRIES).map((entry: unknown) => copy(entry, walk));
    if (value instanceof URL) return walk.text(value.href);
    const { onForeignWords } = walk.options;
    return copyEntries(value instanceof Error ? errorFields(value, onForeignWords) : Object.entries(value), walk);
  } finally {
    walk.path.delete(value);
  }
}

function copyEntries(entries: Iterable<readonly [unknown, unknown]>, walk: Walk): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  let count = 0;
  for (const [key, entry] of entries) {
    if ((count += 1) > MAX_ENTRIES) break;
    const name = String(key);
    // Defined rather than assigned, so that a key `__proto__` stays a key.
    Object.defineProperty(result, walk.text(name), {
      value: namesSecret(name, entry, walk.nameKinds) ? REDACTED : copy(entry, walk),
      enumerable: true,
      configurable: true,
    });
  }
  return result;
}

/** `secret`: whatever it holds. `token`: what is no number; `max_tokens` is a count. */
type NameKind = 'secret' | 'token' | 'harmless';

const MAX_NAMES = 1_000;

function namesSecret(name: string, value: unknown, kinds: Map<string, NameKind>): boolean {
  if (value === null || value === undefined) return false;
  let kind = kinds.get(name);
  if (kind === undefined) {
    kind = nameKind(name);
    if (kinds.size >= MAX_NAMES) kinds.clear();
    kinds.set(name, kind);
  }
  return kind === 'secret' || (kind === 'token' && typeof value !== 'number' && typeof value !== 'boolean');
}

function nameKind(name: string): NameKind {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (SECRET_KEY.test(letters)) return 'secret';
  return TOKEN_KEY.test(letters) ? 'token' : 'harmless';
}
