import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { gatheredHistogram } from './gathered-histogram.ts';

test.each([1, 63, 64, 65, 1_000])(
  'A histogram that gathers shows each of %d values once, whenever it is asked',
  async (values) => {
    const registry = new Registry();
    const observe = gatheredHistogram({ name: 'seconds', help: 'Seconds.', buckets: [1], registers: [registry] });
    for (let value = 0; value < values; value += 1) observe(value);
    const sum = (values * (values - 1)) / 2;
    for (const times of [1, 2]) {
      const lines = (await registry.metrics()).split('\n');
      expect(lines, `scrape ${times}`).toContain(`seconds_count ${values}`);
      expect(lines).toContain(`seconds_sum ${sum}`);
      expect(lines).toContain(`seconds_bucket{le="1"} ${Math.min(values, 2)}`);
    }
  },
);
