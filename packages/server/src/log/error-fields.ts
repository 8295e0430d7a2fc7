type Fields = readonly (readonly [name: string, value: unknown])[];

/** Errors of our own: their messages are written for logs and quote nothing that came from outside. */
const OWN_ERRORS: ReadonlySet<string> = new Set([
  'ConfigError',
  'HttpProtocolError',
  'KeysUnavailable',
  'LogTrimmed',
  'ModelError',
  'ParlanceError',
  'StoreLocked',
  'StoreUnavailable',
  'StoreUnusable',
]);

/** `ECONNREFUSED`, `ERR_SQLITE_ERROR`. */
const MACHINE_CODE = /^[A-Z][A-Z0-9_]{1,60}$/;
const FRAME = /^ {4}at .*:\d+:\d+\)?$/;

/**
 * What may be logged of an error. Of errors that are neither ours nor the system's, with `onForeignWords`, all words
 * are left out: `JSON.parse` quotes what it could not read, SDKs attach whole bodies, and a capability may have put a
 * user's message into its own. The name, machine codes, numbers and the stack's frames say where to look.
 */
export function errorFields(error: Error, onForeignWords: (() => void) | undefined): Fields {
  const { name, message, stack, cause } = error;
  const own = Object.entries(error).filter(([key]) => !['name', 'message', 'stack', 'cause'].includes(key));
  const causes: Fields = cause === undefined ? [] : [['cause', causeFields(cause, onForeignWords)]];
  if (onForeignWords === undefined || OWN_ERRORS.has(name) || isSystemError(error)) {
    return [['name', name], ['message', message], ['stack', stack], ...causes, ...own];
  }
  onForeignWords();
  return [['name', name], ['stack', framesOf(error)], ...causes, ...own.filter(([, value]) => isWordless(value))];
}

/** Anything may be thrown and become a cause. */
function causeFields(cause: unknown, onForeignWords: (() => void) | undefined): unknown {
  return onForeignWords === undefined || cause instanceof Error ? cause : thrownValue(cause, onForeignWords);
}

/** Stands for what was thrown and is no error. */
export function thrownValue(value: unknown, onForeignWords: () => void): unknown {
  if (value === null || value === undefined) return value;
  onForeignWords();
  return { thrown: typeof value };
}

/** The system's own sentences name a call, an address or a path. */
function isSystemError(error: Error): boolean {
  return 'syscall' in error && typeof error.syscall === 'string' && 'errno' in error;
}

function framesOf({ stack = '', message }: Error): string {
  // The message stands before the frames and may look like one.
  const rest = stack.slice(Math.max(0, stack.indexOf(message)) + message.length);
  return rest
    .split('\n')
    .filter((line) => FRAME.test(line))
    .join('\n');
}

function isWordless(value: unknown): boolean {
  if (typeof value === 'string') return MACHINE_CODE.test(value);
  return typeof value === 'number' || typeof value === 'boolean';
}
