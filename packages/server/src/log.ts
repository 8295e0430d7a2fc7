import { pino, type DestinationStream } from 'pino';
import { createRedactor } from './log/redact.ts';

export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured logging: one JSON object a line, named by its event, as `request_received` or `stream_timeout`.
 *
 * Everything passes redaction by key and by value. Text of messages belongs to DEBUG, never to the levels above.
 * Nothing is logged per token.
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
      formatters: {
        level: (label) => ({ level: LABELS[label] ?? label }),
        // Called only for lines that are written. Redaction gives back the record's own shape.
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
    },
    destination,
  );
  return {
    debug: (event, fields) => lines.debug({ event, ...fields }),
    info: (event, fields) => lines.info({ event, ...fields }),
    warning: (event, fields) => lines.warn({ event, ...fields }),
    error: (event, fields) => lines.error({ event, ...fields }),
  };
}
