const REDACTED = 'REDACTED';

/** Deeper, wider and longer things are cut: a log line is for reading. */
const MAX_DEPTH = 8;
const MAX_ENTRIES = 100;
const MAX_TEXT = 4_000;

/** Matched against key names without case, dashes, dots and underscores. */
const SECRET_KEY =
  /apikey|authorization|secret|passw(?:or)?d|passphrase|cookie|credential|privatekey|accesskey|bearer|signature|jwt/;
/** Such a key holds a secret where it holds text, and a count (`max_tokens`) where it holds a number. */
const TOKEN_KEY = /token/;

/** Each alternative starts with a literal and has no nested repetition, so that hostile text costs linear time. */
const SECRET_VALUE = new RegExp(
  [
    String.raw`-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]{0,20000}`,
    String.raw`\b(?:bearer|basic)\s+[\w.~+/=-]{6,}`,
    String.raw`\beyJ[\w-]{4,}\.[\w-]{2,}(?:\.[\w-]*)?`,
    String.raw`\b(?:sk|pk|rk)[-_][\w-]{8,}`,
    String.raw`\b(?:gh[pousr]|github_pat|glpat|xox[abeoprs]|hf|whsec)[-_][\w-]{8,}`,
    String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{12,}`,
    String.raw`\bAIza[\w-]{20,}`,
  ].join('|'),
  'gi',
);
const URL_USERINFO = /:\/\/[^\s/@]{1,1000}@/g;
const SECRET_ASSIGNMENT =
  /\b((?:api[-_]?key|access[-_]?token|token|secret|password|passwd|authorization|client[-_]?secret)["']?\s{0,3}[=:]\s{0,3}["']?)[^\s"'&,;}]{3,}/gi;

/** Control characters that JSON leaves as they are; a terminal may obey them, a reader may split lines at them. */
// eslint-disable-next-line no-control-regex -- they are what it is about
const UNSAFE_CHARACTERS = /[\u007f-\u009f\u2028\u2029]/g;

/**
 * A copy of `value` that may be logged: what stands under a key that names a secret, what looks like a key, a token
 * or a URL with credentials, and every one of `secrets`, becomes `REDACTED`, at any depth, in arrays, in errors and
 * their causes. The copy is plain JSON data without cycles.
 */
export function redact(value: unknown, secrets: readonly string[] = []): unknown {
  return copy(value, { secrets: secrets.filter((secret) => secret.length >= 4), path: new Set() });
}

/** `redact` for one text. */
export function redactText(text: string, secrets: readonly string[] = []): string {
  let safe = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  for (const secret of secrets) safe = safe.replaceAll(secret, REDACTED);
  return safe
    .replace(SECRET_VALUE, REDACTED)
    .replace(URL_USERINFO, `://${REDACTED}@`)
    .replace(SECRET_ASSIGNMENT, `$1${REDACTED}`)
    .replace(UNSAFE_CHARACTERS, '\ufffd');
}

interface Walk {
  readonly secrets: readonly string[];
  /** The objects that contain the one at hand. */
  readonly path: Set<object>;
}

function copy(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case 'string':
      return redactText(value, walk.secrets);
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
    if (value instanceof URL) return redactText(value.href, walk.secrets);
    return copyEntries(value instanceof Error ? errorEntries(value) : Object.entries(value), walk);
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
    Object.defineProperty(result, redactText(name, walk.secrets), {
      value: namesSecret(name, entry) ? REDACTED : copy(entry, walk),
      enumerable: true,
    });
  }
  return result;
}

/** `name`, `message`, `stack` and `cause` are not enumerable, so they are named here. */
function errorEntries(error: Error): readonly (readonly [string, unknown])[] {
  const own = Object.entries(error).filter(([key]) => !['name', 'message', 'stack', 'cause'].includes(key));
  const cause: readonly (readonly [string, unknown])[] = error.cause === undefined ? [] : [['cause', error.cause]];
  return [['name', error.name], ['message', error.message], ['stack', error.stack], ...cause, ...own];
}

function namesSecret(key: string, value: unknown): boolean {
  if (value === null || value === undefined) return false;
  const name = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (SECRET_KEY.test(name)) return true;
  return TOKEN_KEY.test(name) && typeof value !== 'number' && typeof value !== 'boolean';
}
