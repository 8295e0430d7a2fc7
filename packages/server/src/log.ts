import { pino, type DestinationStream } from 'pino';
import { thrownValue } from './log/error-fields.ts';
import { createRedactor } from './log/redact.ts';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured logging: one JSON object a line, named by its event, as `request_received` or `stream_timeout`.
 *
 * Everything passes redaction by key and by value. Text of messages belongs to DEBUG, never to the levels above; the
 * words of errors that are not ours may hold such text, so above DEBUG they are left out, and with LOG_LEVEL=DEBUG a
 * line `error_words` repeats the line with them. What was thrown stands under `error` or `cause`. Nothing is logged
 * per token.
 */
export interface Logger {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warning(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

export interface LogOptions {
  /** Default INFO. */
  readonly level?: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
  /** Texts that become `REDACTED` wherever they occur, beside all that looks like a secret. Default: none. */
  readonly secrets?: readonly string[];
  /** Where lines go. Default: standard output. */
  readonly destination?: DestinationStream;
}

const PINO_LEVELS = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error' } as const;
const LABELS: Readonly<Record<string, string>> = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR' };

/** Lines that wait for a reader of standard output that does not read; what is above is dropped. Bytes. */
const MAX_WAITING = 8_388_608;

/** Lines are written together: a system call for each would be a tenth of what a request costs. Bytes, milliseconds. */
const GATHERED = 4_096;
const FLUSH_MS = 100;

/** Written in the background, because a full pipe would otherwise stop the server; the rest is written at exit. */
function standardOutput(): DestinationStream {
  return pino.destination({
    dest: 1,
    sync: false,
    maxLength: MAX_WAITING,
    minLength: GATHERED,
    periodicFlush: FLUSH_MS,
  });
}

export function createLogger(options: LogOptions = {}): Logger {
  const { level = 'INFO', secrets = [], destination = standardOutput() } = options;
  const redact = createRedactor(secrets);
  const lines = pino(
    {
      base: null,
      level: PINO_LEVELS[level],
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: LABELS[label] ?? label }) },
    },
    destination,
  );
  const write = (at: PinoLevel, event: string, fields: LogFields): void => {
    if (!lines.isLevelEnabled(at)) return;
    if (at === 'debug') {
      lines.debug(redact({ event, ...fields }));
      return;
    }
    let left = false;
    const onForeignWords = (): void => {
      left = true;
    };
    lines[at](redact({ event, ...withoutThrown(fields, onForeignWords) }, { onForeignWords }));
    if (left) write('debug', 'error_words', { of: event, ...fields });
  };
  return {
    debug: (event, fields = {}) => write('debug', event, fields),
    info: (event, fields = {}) => write('info', event, fields),
    warning: (event, fields = {}) => write('warn', event, fields),
    error: (event, fields = {}) => write('error', event, fields),
  };
}

type PinoLevel = (typeof PINO_LEVELS)[keyof typeof PINO_LEVELS];

/** What was thrown may be anything; only of errors it is known what may be said. */
function withoutThrown(fields: LogFields, onForeignWords: () => void): LogFields {
  const thrown = ['error', 'cause'].filter((key) => key in fields && !(fields[key] instanceof Error));
  if (thrown.length === 0) return fields;
  const result: Record<string, unknown> = { ...fields };
  for (const key of thrown) result[key] = thrownValue(fields[key], onForeignWords);
  return result;
}
