import { createLogger, type LogOptions, type Logger } from '../../../src/log.ts';

/** What a logger wrote, as it would stand on standard output. */
export class LogLines {
  readonly written: string[] = [];

  logger(level: NonNullable<LogOptions['level']>, secrets: readonly string[] = []): Logger {
    return createLogger({ level, secrets, destination: { write: (text) => this.written.push(text) } });
  }

  get text(): string {
    return this.written.join('');
  }

  /** Every line as the object it holds; throws where a line is not JSON. */
  get records(): readonly Record<string, unknown>[] {
    const lines = this.text.split('\n').slice(0, -1);
    return lines.map((line) => Object.fromEntries(Object.entries(JSON.parse(line) as object)));
  }
}
