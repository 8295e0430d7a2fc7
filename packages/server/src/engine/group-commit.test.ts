import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../adapters/clock/manual.ts';
import { StoreUnavailable, type CommitOutcome, type CommitUnit } from '../ports/store.ts';
import { GroupCommit, NotCommitted, type CommitSource } from './group-commit.ts';

/** A store whose commits the test answers by hand. */
class HeldCommits {
  readonly commits: { units: readonly CommitUnit[]; succeed: () => void; fail: () => void }[] = [];

  commit(units: readonly CommitUnit[]): Promise<readonly CommitOutcome[]> {
    return new Promise((resolve, reject) => {
      this.commits.push({
        units,
        succeed: () => resolve(units.map(() => ({ committed: true }))),
        fail: () => reject(new StoreUnavailable('stopped')),
      });
    });
  }
}

class Notes implements CommitSource {
  readonly settledWith: boolean[] = [];
  waiting: string[] = [];

  get size(): number {
    return this.waiting.length;
  }

  take(): CommitUnit | null {
    if (this.waiting.length === 0) {
      return null;
    }
    const taken = unit(this.waiting.join('+'));
    this.waiting = [];
    return taken;
  }

  settled(outcome: CommitOutcome): void {
    this.settledWith.push(outcome.committed);
  }
}

function unit(name: string): CommitUnit {
  return { writes: [{ kind: 'turn.cancel', turn: name, by: 'test' }] };
}

function namesOf(units: readonly CommitUnit[] | undefined): string[] {
  return (units ?? []).flatMap((one) => one.writes.map((write) => (write.kind === 'turn.cancel' ? write.turn : '')));
}

function setUp() {
  const clock = new ManualClock();
  const held = new HeldCommits();
  const availability: boolean[] = [];
  const group = new GroupCommit({ store: held, clock, onUnavailable: (down) => availability.push(down) });
  const add = (source: Notes, note: string, urgent = false): void => {
    source.waiting.push(note);
    group.enqueue(source, urgent);
  };
  const answered = async (index: number, how: 'succeed' | 'fail' = 'succeed'): Promise<void> => {
    held.commits[index]?.[how]();
    // The answer arrives as input of the event loop does; what it causes comes right after.
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(0);
  };
  return { clock, held, group, add, answered, availability };
}

verifies('turn:9', 'commits at once after a quiet moment, and keeps the rhythm under load', async () => {
  const { clock, held, add, answered } = setUp();
  const source = new Notes();
  add(source, 'a');
  clock.advance(0);
  expect(held.commits).toHaveLength(1);
  await answered(0);
  add(source, 'b');
  clock.advance(22);
  expect(held.commits).toHaveLength(1);
  add(source, 'c');
  clock.advance(1);
  expect(namesOf(held.commits[1]?.units)).toEqual(['b+c']);
});

test('takes everything that waits along when something urgent comes', async () => {
  const { clock, held, group, add, answered } = setUp();
  const [slow, urgent] = [new Notes(), new Notes()];
  add(slow, 'a');
  clock.advance(0);
  await answered(0);
  add(slow, 'b');
  add(urgent, 'first content', true);
  const single = group.commit(unit('acceptance'));
  clock.advance(0);
  expect(namesOf(held.commits[1]?.units)).toEqual(['b', 'first content', 'acceptance']);
  await answered(1);
  expect(await single).toEqual({ committed: true });
});

test('has one commit under way at a time, and goes on at once with what was urgent meanwhile', async () => {
  const { clock, held, add, answered } = setUp();
  const source = new Notes();
  add(source, 'a');
  clock.advance(0);
  add(source, 'b', true);
  clock.advance(100);
  expect(held.commits).toHaveLength(1);
  await answered(0);
  expect(namesOf(held.commits[1]?.units)).toEqual(['b']);
});

test('repeats the sources of a failed commit unchanged and refuses single units until it succeeds', async () => {
  const { clock, held, group, add, answered, availability } = setUp();
  const source = new Notes();
  add(source, 'a');
  const single = group.commit(unit('acceptance'));
  single.catch(() => undefined);
  clock.advance(0);
  await answered(0, 'fail');
  await expect(single).rejects.toBeInstanceOf(StoreUnavailable);
  await expect(group.commit(unit('later'))).rejects.toBeInstanceOf(StoreUnavailable);
  add(source, 'b');
  clock.advance(50);
  expect(namesOf(held.commits[1]?.units)).toEqual(['a']);
  await answered(1);
  expect(source.settledWith).toEqual([true]);
  clock.advance(23);
  expect(namesOf(held.commits[2]?.units)).toEqual(['b']);
  expect(availability).toEqual([true, false]);
});

test('tries again with the next unit when a failed commit owed nothing to anybody', async () => {
  const { clock, held, group, answered } = setUp();
  const lost = group.commit(unit('first'));
  lost.catch(() => undefined);
  clock.advance(0);
  await answered(0, 'fail');
  const next = group.commit(unit('second'));
  clock.advance(0);
  await answered(1);
  expect(await next).toEqual({ committed: true });
  expect(held.commits).toHaveLength(2);
});

test('gives a store that fails again and again one unit at a time, ever less often', async () => {
  const { clock, held, group, answered } = setUp();
  const refused = (name: string): Promise<void> =>
    expect(group.commit(unit(name))).rejects.toBeInstanceOf(StoreUnavailable);
  for (const [index, pauseMs] of [0, 0, 100, 200, 400].entries()) {
    for (let ask = 0; ask < 100 && pauseMs > 0; ask += 1) {
      await expect(group.commit(unit('meanwhile'))).rejects.toBeInstanceOf(NotCommitted);
    }
    clock.advance(pauseMs - 1);
    expect(held.commits).toHaveLength(index);
    clock.advance(1);
    const asked = refused(`try ${index}`);
    clock.advance(0);
    await answered(index, 'fail');
    await asked;
  }
  expect(group.failure).toBe('down');
  clock.advance(1_000);
  const next = group.commit(unit('after'));
  clock.advance(0);
  await answered(5);
  expect(await next).toEqual({ committed: true });
  expect(group.failure).toBeNull();
});

test('is not stopped by a clock that jumps back', async () => {
  const { clock, held, add, answered } = setUp();
  const source = new Notes();
  add(source, 'a');
  clock.advance(0);
  await answered(0);
  clock.jump(clock.now() - 600_000);
  add(source, 'b');
  clock.advance(23);
  expect(held.commits).toHaveLength(2);
});

test('makes what is urgent wait a few milliseconds on a busy server, not for the rhythm', async () => {
  const { clock, held, add, answered } = setUp();
  const sources = Array.from({ length: 6 }, () => new Notes());
  sources.forEach((source, index) => add(source, `a${index}`));
  clock.advance(0);
  await answered(0);
  add(new Notes(), 'in the rhythm');
  add(new Notes(), 'urgent', true);
  clock.advance(2);
  expect(held.commits).toHaveLength(1);
  clock.advance(1);
  expect(namesOf(held.commits[1]?.units)).toEqual(['in the rhythm', 'urgent']);
});
