import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { createServerHome } from '../support/server-process.ts';
import { killOnce } from './random-kills.ts';

/** `npm run faults -- --kills 100` does more of the same. */
const KILLS = Number(process.env['KILLS'] ?? 12);
const EVENTS = 125;

verifies(
  'turn:2 turn:8 turn:10 turn:17 turn:22 fault:I1 fault:I2 fault:I3',
  'a server that is killed again and again loses, repeats and leaves open nothing',
  async () => {
    await using provider = await startFakeProvider();
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
    const ends = new Set<string>();
    let live = 0;
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Spread evenly, and not in step with anything: a prime stride through all the places.
      const round = await killOnce(home, provider, (kill * 37) % EVENTS);
      live += round.live;
      round.ends.forEach((end) => ends.add(end));
    }
    expect(live).toBeGreaterThan(KILLS);
    expect(ends).toContain('turn.failed');
  },
  30_000 + KILLS * 10_000,
);
