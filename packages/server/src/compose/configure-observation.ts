import type { Config } from '../config.ts';
import { configWarnings } from '../config/warnings.ts';
import { createMetrics, type Metrics } from '../http/metrics.ts';
import { createLogger, type Logger } from '../log.ts';
import { observeEngine, type Observation } from '../observe/observe-engine.ts';
import { RecentProblems } from '../observe/recent-problems.ts';
import type { Clock } from '../ports/clock.ts';
import type { Operations } from '../ports/operations.ts';

export interface ConfiguredObservation extends Observation {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly operations: Operations;
}

/** Log, metrics, and what is remembered of both for the operations page. `given` is written to instead of the log. */
export function configureObservation(config: Config, clock: Clock, given: Logger | undefined): ConfiguredObservation {
  const problems = new RecentProblems(clock);
  const log = problems.beside(given ?? createLogger({ level: config.logLevel, secrets: config.secrets }));
  for (const warning of configWarnings(config)) log.warning('configuration', { ...warning });
  const metrics = createMetrics();
  const observed = observeEngine(log, metrics.registry, clock);
  const operations = { activity: () => observed.activity.now(), problems: () => problems.newest() };
  return { log, metrics, operations, ...observed };
}
