import { expect, test } from 'vitest';
import { ManualClock } from '../adapters/clock/manual.ts';
import { StoreUnavailable } from '../ports/store.ts';
import { loops } from '../../test/support/drive.ts';
import { Doubts } from './doubts.ts';

test('asks a store that is out of reach for one turn at a time, and for all of them once it answers', async () => {
  const clock = new ManualClock();
  const asked: string[] = [];
  let reachable = false;
  const turn = (id: string): Promise<null> => {
    asked.push(id);
    return reachable ? Promise.resolve(null) : Promise.reject(new StoreUnavailable('out of reach'));
  };
  const doubts = new Doubts({ turn }, clock);
  const answers = Array.from({ length: 100 }, (_, index) => doubts.lookUp(String(index)));
  for (let second = 0; second < 60; second += 1) {
    clock.advance(1_000);
    await loops(3);
  }
  // Once after 0.1, 0.2, 0.4, 0.8, 1.6 seconds, then every two.
  expect(asked.length).toBeLessThan(40);
  expect(new Set(asked)).toEqual(new Set(['0']));
  reachable = true;
  asked.length = 0;
  clock.advance(2_000);
  expect(await Promise.all(answers)).toHaveLength(100);
  expect(asked).toHaveLength(100);
});

test('does not let what is wrong with one turn hold up the others', async () => {
  const clock = new ManualClock();
  const turn = (id: string): Promise<null> => (id === 'odd' ? Promise.reject(new Error('odd')) : Promise.resolve(null));
  const doubts = new Doubts({ turn }, clock);
  const [odd, even] = [doubts.lookUp('odd'), doubts.lookUp('even')];
  const answers = Promise.allSettled([odd, even]);
  clock.advance(50);
  expect(await answers).toMatchObject([{ status: 'rejected' }, { status: 'fulfilled', value: null }]);
});
