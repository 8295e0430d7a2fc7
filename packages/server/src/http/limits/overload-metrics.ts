import { Gauge, type Registry } from 'prom-client';
import type { Overload } from './overload.ts';

/** Shows how near the server is to refusing turns. */
export function measureOverload(
  registry: Registry,
  overload: Pick<Overload, 'reason' | 'memoryShare' | 'lateMs'>,
): void {
  const gauges: readonly (readonly [name: string, help: string, read: () => number])[] = [
    ['parlance_overloaded', '1 while new turns are refused.', () => (overload.reason() === null ? 0 : 1)],
    ['parlance_memory_share', 'Used share of the memory that the process may use.', () => overload.memoryShare()],
    ['parlance_event_loop_late_seconds', 'How late the event loop came last.', () => overload.lateMs() / 1_000],
  ];
  for (const [name, help, read] of gauges) {
    const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) });
  }
}
