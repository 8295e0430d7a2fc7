import type { Registry } from 'prom-client';
import type { EngineObserver, TurnEnd } from '../engine/observer.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';
import type { TurnRecord } from '../ports/records.ts';
import { createEngineMetrics, type EngineMetrics } from './engine-metrics.ts';
import { RecentActivity } from './recent-activity.ts';

export interface Observation {
  readonly observer: EngineObserver;
  /** What has been going on lately. */
  readonly activity: RecentActivity;
  /** Names of the parts that do not work now. */
  readonly degraded: () => readonly string[];
  /** When the store last acknowledged a commit, as `Clock.elapsed`; null before the first, and while it is down. */
  readonly committedAt: () => number | null;
}

/** Turns what the engine tells about itself into log lines and metrics, and remembers what is out of order. */
export function observeEngine(log: Logger, registry: Registry, clock: Clock): Observation {
  const metrics = createEngineMetrics(registry);
  metrics.storeUp.set(1);
  let storeAvailable = true;
  let committedAt: number | null = null;
  const observer: EngineObserver = {
    turnAccepted: () => metrics.live.inc(),
    firstContent: (turn, afterMs) => metrics.firstContent.observe({ mount: turn.mount }, afterMs / 1_000),
    turnEnded: (turn, end) => reportEnd(turn, end, log, metrics),
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
  const activity = new RecentActivity(clock);
  return {
    observer: activity.beside(observer),
    activity,
    degraded: () => (storeAvailable ? [] : ['store']),
    committedAt: () => committedAt,
  };
}

function reportEnd(turn: TurnRecord, end: TurnEnd, log: Logger, metrics: EngineMetrics): void {
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
}

function fieldsOf(turn: TurnRecord): { correlation_id: string; turn: string; mount: string; model: string } {
  return { correlation_id: turn.correlationId, turn: turn.id, mount: turn.mount, model: turn.model };
}
