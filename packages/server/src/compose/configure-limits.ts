import type { Config } from '../config.ts';
import type { Engine } from '../engine/engine.ts';
import type { LiveTurn } from '../engine/live-turn.ts';
import { limitTurns, type AcceptTurn } from '../http/accept-turn.ts';
import { LiveTurns } from '../http/limits/live-turns.ts';
import { memoryReader } from '../http/limits/memory.ts';
import { Overload } from '../http/limits/overload.ts';
import { measureOverload } from '../http/limits/overload-metrics.ts';
import { limitRate } from '../http/limits/rate-limit.ts';
import type { Metrics } from '../http/metrics.ts';
import type { StreamSender } from '../http/send-stream/send-stream.ts';
import type { Logger } from '../log.ts';
import type { Clock } from '../ports/clock.ts';

export interface LimitsOptions {
  readonly config: Pick<Config, 'maxMemoryMb' | 'maxLiveTurns' | 'rateLimit'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly engine: Engine;
  /** The engine's turns under way; those that are in it now were taken over. */
  readonly live: ReadonlyMap<string, LiveTurn>;
  readonly streams: Pick<StreamSender, 'open'>;
}

export interface Limits {
  readonly overload: Overload;
  readonly acceptTurn: AcceptTurn;
}

/** What may be begun here: by memory, by the loop, by the places and by the rate of each client. */
export function configureLimits({ config, clock, log, metrics, engine, live, streams }: LimitsOptions): Limits {
  const overload = new Overload({
    clock,
    readMemory: memoryReader(config.maxMemoryMb),
    load: () => live.size + streams.open,
    onChange: (reason) => (reason === null ? log.info('overload_over') : log.warning('overloaded', { reason })),
  });
  measureOverload(metrics.registry, overload);
  const takenOver = [...live.values()].map(({ record }) => record);
  const acceptTurn = limitTurns({
    engine,
    overload,
    liveTurns: new LiveTurns({ engine, most: config.maxLiveTurns, takenOver }),
    chargeRequest: limitRate(config.rateLimit, clock),
    refused: metrics.refusedTurns,
  });
  return { overload, acceptTurn };
}
