import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { gatheredHistogram } from './gathered-histogram.ts';

/** The metrics of the engine, named `parlance_*`. */
export function createEngineMetrics(registry: Registry) {
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

export type EngineMetrics = ReturnType<typeof createEngineMetrics>;
