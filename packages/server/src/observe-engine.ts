import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { EngineObserver } from './engine/observer.ts';
import type { Logger } from './log.ts';
import type { Clock } from './ports/clock.ts';
import { gatheredHistogram } from './observe/gathered-histogram.ts';
import type { TurnRecord } from './ports/records.ts';

export interface Observation {
  readonly observer: EngineObserver;
  /** Names of the parts that do not work now. */
  readonly degraded: () => readonly string[];
  /** When the store last acknowledged a commit, as `Clock.elapsed`; null before the first, and while it is down. */
  readonly committedAt: () => number | null;
}

/** Turns what the engine tells about itself into log lines and metrics, and remembers what is out of order. */
export function observeEngine(log: Logger, registry: Registry, clock: Clock): Observation {
  const metrics = createMetrics(registry);
  metrics.storeUp.set(1);
  let storeAvailable = true;
  let committedAt: number | null = null;
  const observer: EngineObserver = {
    turnAccepted: () => metrics.live.inc(),
    firstContent: (turn, afterMs) => metrics.firstContent.observe({ mount: turn.mount }, afterMs / 1_000),
    turnEnded: (turn, end) => {
      metrics.live.dec();
      metrics.turns.inc({ mount: turn.mount, status: end.status, code: end.code ?? '' });
      metrics.duration.observe({ mount: turn.mount }, end.durationMs / 1_000);
      if (end.code === 'timeout') {
        log.warning('stream_timeout', { ...fieldsOf(turn), time_limit_ms: turn.timeLimitMs });
      }
      const fields = { ...fieldsOf(turn), status: end.status, duration_ms: end.durationMs, deltas: end.deltas };
      if (end.status === 'failed') {
        log.warning('turn_ended', { ...fields, code: end.code, cause: end.cause });
      } else {
        // The stream's own lines say as much at INFO.
        log.debug('turn_ended', fields);
      }
    },
    takenOver: (turn, phase) => {
      metrics.live.inc();
      metrics.takeOvers.inc({ phase });
      log.warning('turn_taken_over', { ...fieldsOf(turn), phase, attempts: turn.attempts });
    },
    fenced: (turn) => {
      metrics.fenced.inc();
      log.warning('append_fenced', { ...fieldsOf(turn), epoch: turn.epoch });
    },
    commit: (durationMs, units) => {
      committedAt = clock.elapsed();
      metrics.commits(durationMs / 1_000);
      metrics.units.inc(units);
    },
    storeAvailability: (available, error) => {
      storeAvailable = available;
      metrics.storeUp.set(available ? 1 : 0);
      if (available) {
        log.info('store_available');
      } else {
        committedAt = null;
        log.error('store_unavailable', { error });
      }
    },
    upstreamFailed: (turn, { call, retryInMs, cause }) => {
      metrics.upstreamFailures.inc({ provider: call.provider, code: call.outcome });
      const { provider, model, outcome: code, status } = call;
      const fields = { ...fieldsOf(turn), provider, upstream_model: model, code, status, retry_in_ms: retryInMs };
      log.warning('upstream_failed', { ...fields, cause });
    },
    degraded: (turn, capability, error) => {
      metrics.degraded.inc({ capability });
      log.warning('capability_failed', { ...fieldsOf(turn), capability, error });
    },
    unexpected: (where, error) => log.error('unexpected_error', { where, error }),
  };
  return { observer, degraded: () => (storeAvailable ? [] : ['store']), committedAt: () => committedAt };
}

function fieldsOf(turn: TurnRecord): { correlation_id: string; turn: string; mount: string; model: string } {
  return { correlation_id: turn.correlationId, turn: turn.id, mount: turn.mount, model: turn.model };
}

function createMetrics(registry: Registry) {
  const registers = [registry];
  const name = (suffix: string): string => `parlance_${suffix}`;
  return {
    live: new Gauge({ name: name('live_turns'), help: 'Turns that have not ended.', registers }),
    turns: new Counter({
      name: name('turns_total'),
      help: 'Ended turns by system, status and error code.',
      labelNames: ['mount', 'status', 'code'],
      registers,
    }),
    duration: new Histogram({
      name: name('turn_duration_seconds'),
      help: 'Time from the start of a run to its terminal event.',
      labelNames: ['mount'],
      buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120],
      registers,
    }),
    firstContent: new Histogram({
      name: name('first_content_seconds'),
      help: 'Time from acceptance to the first piece of the answer.',
      labelNames: ['mount'],
      buckets: [0.005, 0.02, 0.1, 0.3, 0.5, 1, 2, 5, 10, 30],
      registers,
    }),
    takeOvers: new Counter({
      name: name('turn_takeover_total'),
      help: 'Turns taken over from a dead process.',
      labelNames: ['phase'],
      registers,
    }),
    fenced: new Counter({
      name: name('append_fenced_total'),
      help: 'Appends refused because the turn belongs to another node.',
      registers,
    }),
    commits: gatheredHistogram({
      name: name('commit_seconds'),
      help: 'Duration of the commits that all live turns share.',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2],
      registers,
    }),
    units: new Counter({ name: name('commit_units_total'), help: 'Units in those commits.', registers }),
    storeUp: new Gauge({ name: name('store_up'), help: '1 while the store commits.', registers }),
    upstreamFailures: new Counter({
      name: name('upstream_failures_total'),
      help: 'Times that a model was asked and failed, by provider and error code.',
      labelNames: ['provider', 'code'],
      registers,
    }),
    degraded: new Counter({
      name: name('capability_failures_total'),
      help: 'Answers that went on without a capability.',
      labelNames: ['capability'],
      registers,
    }),
  };
}
