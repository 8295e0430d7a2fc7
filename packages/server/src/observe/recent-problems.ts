import type { LogFields, Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { Problem } from '../ports/operations.ts';

const MOST = 100;
/** Fields of lines that name things and hold neither text of messages nor of errors. */
const FACTS = [
  'code',
  'status',
  'provider',
  'upstream_model',
  'capability',
  'mount',
  'model',
  'turn',
  'where',
  'phase',
];

/** Keeps the newest problems for the operations page, so that an operator sees them without the log at hand. */
export class RecentProblems {
  readonly #clock: Clock;
  #kept: readonly Problem[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A logger that remembers the problems among what is written to `log`. */
  beside(log: Logger): Logger {
    return {
      debug: (event, fields) => log.debug(event, fields),
      info: (event, fields) => log.info(event, fields),
      warning: (event, fields) => {
        this.#keep('WARNING', event, fields);
        log.warning(event, fields);
      },
      error: (event, fields) => {
        this.#keep('ERROR', event, fields);
        log.error(event, fields);
      },
    };
  }

  /** Newest first. */
  newest(): readonly Problem[] {
    return this.#kept;
  }

  #keep(level: Problem['level'], event: string, fields: LogFields = {}): void {
    const { correlation_id: id } = fields;
    const facts = Object.fromEntries(
      FACTS.flatMap((name) => {
        const value = fields[name];
        return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
      }),
    );
    const problem = { at: this.#clock.now(), level, event, correlationId: typeof id === 'string' ? id : null, facts };
    this.#kept = [problem, ...this.#kept.slice(0, MOST - 1)];
  }
}
