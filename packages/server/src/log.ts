import { pino, type DestinationStream } from 'pino';
import { thrownValue } from './log/error-fields.ts';
import { GatheredLines } from './log/gathered-lines.ts';
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

type Level = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

export interface LogOptions {
  /** Default INFO. */
  readonly level?: Level;
  /** Texts that become `REDACTED` wherever they occur, beside all that looks like a secret. Default: none. */
  readonly secrets?: readonly string[];
  /** Where lines go. Default: standard output. */
  readonly destination?: DestinationStream;
}

const PINO_LEVELS = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error' } as const;
const RANKS = { debug: 0, info: 1, warn: 2, error: 3 } as const;
const LABELS: Readonly<Record<string, string>> = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR' };

/** Lines that wait for a reader of standard output that does not read; what is above is dropped. Bytes. */
const MAX_WAITING = 8_388_608;

/** Lines are written together: a system call for each would be a tenth of what a request costs. Bytes, milliseconds. */
const GATHERED = 8_192;
const FLUSH_MS = 100;

interface Line {
  readonly at: PinoLevel;
  readonly event: string;
  readonly fields: LogFields;
  readonly time: number;
}

/** Lines of INFO on standard output are written a little later; what a caller gave as their fields must stay as it is. */
export function createLogger(options: LogOptions = {}): Logger {
  const { level = 'INFO', secrets = [], destination } = options;
  if (destination !== undefined) return loggerOf(level, createWriter(level, secrets, destination));
  const lines = standardOutput(level, secrets);
  return loggerOf(level, (line) => (line.at === 'info' ? lines.add(line) : lines.addNow(line)));
}

function standardOutput(level: Level, secrets: readonly string[]): GatheredLines<Line> {
  let write: (line: Line) => void = () => undefined;
  const lines = new GatheredLines<Line>((line) => write(line));
  const flush = (): void => lines.flush();
  // Before those that pino adds with its destination, which close it when they have written what it holds.
  process.on('beforeExit', flush).on('exit', flush);
  // Written in the background, because a full pipe would otherwise stop the server; the rest is written at exit.
  const destination = pino.destination({
    dest: 1,
    sync: false,
    maxLength: MAX_WAITING,
    minLength: GATHERED,
    periodicFlush: FLUSH_MS,
  });
  write = createWriter(level, secrets, destination);
  return lines;
}

function loggerOf(level: Level, write: (line: Line) => void): Logger {
  const lowest = RANKS[PINO_LEVELS[level]];
  const log = (at: PinoLevel, event: string, fields: LogFields): void => {
    if (RANKS[at] >= lowest) write({ at, event, fields, time: Date.now() });
  };
  return {
    debug: (event, fields = {}) => log('debug', event, fields),
    info: (event, fields = {}) => log('info', event, fields),
    warning: (event, fields = {}) => log('warn', event, fields),
    error: (event, fields = {}) => log('error', event, fields),
  };
}

/** Redacts a line and writes it. */
function createWriter(level: Level, secrets: readonly string[], destination: DestinationStream): (line: Line) => void {
  const redact = createRedactor(secrets);
  let now = 0;
  const lines = pino(
    {
      base: null,
      level: PINO_LEVELS[level],
      timestamp: () => `,"timestamp":"${new Date(now).toISOString()}"`,
      formatters: { level: (label) => ({ level: LABELS[label] ?? label }) },
    },
    destination,
  );
  return ({ at, event, fields, time }) => {
    now = time;
    if (at === 'debug') {
      lines.debug(redact({ event, ...fields }));
      return;
    }
    let left = false;
    const onForeignWords = (): void => {
      left = true;
    };
    lines[at](redact({ event, ...withoutThrown(fields, onForeignWords) }, { onForeignWords }));
    if (left && lines.isLevelEnabled('debug')) lines.debug(redact({ event: 'error_words', of: event, ...fields }));
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
