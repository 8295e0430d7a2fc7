import type { TurnEvent } from '@parlance/wire';
import fc from 'fast-check';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { GroupCommit } from '../../src/engine/group-commit.ts';
import { LiveTurn } from '../../src/engine/live-turn.ts';
import { TurnWriter } from '../../src/engine/turn-writer.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { TurnRecord } from '../../src/ports/records.ts';
import type { CommitOutcome, CommitUnit } from '../../src/ports/store.ts';

/** Whenever it is looked at a millisecond has passed, so that every slice of time is over after a few steps. */
function hurriedClock(): Clock {
  let elapsed = 0;
  const inTurn = (callback: () => void): void => void setImmediate(callback);
  return {
    now: () => elapsed,
    elapsed: () => (elapsed += 1),
    soon: inTurn,
    after: (_delayMs, callback) => {
      const timer = setImmediate(callback);
      return () => clearImmediate(timer);
    },
  };
}

function turnOfLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Piece {
  /** Characters; the largest make a group too large for all turns. */
  readonly length: number;
  readonly urgent: boolean;
  /** The turn lets the loop go round before it goes on. */
  readonly pauses: boolean;
}

/** Runs turns that say their pieces, beside acceptances; gives back what each turn's follower was told. */
async function runTurns(scripts: readonly (readonly Piece[])[], acceptances: number) {
  const clock = hurriedClock();
  const stored = new Map<string, TurnEvent[]>();
  const perCommit: number[] = [];
  const commit = async (units: readonly CommitUnit[]): Promise<readonly CommitOutcome[]> => {
    await turnOfLoop();
    perCommit.push(units.length);
    for (const write of units.flatMap(({ writes }) => writes)) {
      if (write.kind === 'turn.append') stored.set(write.turn, [...(stored.get(write.turn) ?? []), ...write.events]);
    }
    return units.map(() => ({ committed: true }));
  };
  const group = new GroupCommit({ store: { commit }, clock });
  /** Which turn of the loop it is, and in which each turn was told something. */
  let round = 0;
  const told = scripts.map(() => ({ events: [] as TurnEvent[], rounds: new Set<number>(), tooEarly: 0 }));
  let over = false;
  const counting = (async () => {
    for (; !over; round += 1) await turnOfLoop();
  })();
  const accepted = Array.from({ length: acceptances }, (_, index) =>
    group.commit({ writes: [{ kind: 'turn.cancel', turn: `accepted ${index}`, by: 'test' }] }),
  );
  const runs = scripts.map(async (script, index) => {
    const id = `turn ${index}`;
    const live = new LiveTurn({ id } as TurnRecord, -1);
    const follower = told[index];
    live.subscribe((events) => {
      follower?.rounds.add(round);
      follower?.events.push(...events);
      // Log before wire: what a follower is told is stored already.
      if (follower !== undefined && (stored.get(id)?.length ?? 0) < follower.events.length) follower.tooEarly += 1;
    });
    const onCommitted = (events: readonly TurnEvent[]): void => live.publish(events);
    const writer = new TurnWriter({
      turn: id,
      epoch: 1,
      nextSeq: 0,
      clock,
      group,
      onCommitted,
      onFenced: () => undefined,
    });
    for (const { length, urgent, pauses } of script) {
      const goOn = writer.push({ type: 'part.delta', part: 0, text: 'x'.repeat(length) }, urgent);
      if (!goOn) await writer.ready();
      if (pauses) await turnOfLoop();
    }
    await writer.end([{ type: 'turn.cancelled', by: 'test', partial: '' }], []);
  });
  await Promise.all([...runs, ...accepted]);
  over = true;
  await counting;
  return { told, stored, perCommit };
}

const piece = fc.record({
  length: fc.oneof(fc.constantFrom(1, 5), fc.constant(40_000)),
  urgent: fc.boolean(),
  pauses: fc.boolean(),
});

verifies(
  'readers:fair-loop turn:9',
  'told in slices, every turn still hears all it said, once and in order',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(piece, { maxLength: 20 }), { minLength: 1, maxLength: 12 }),
        fc.nat({ max: 12 }),
        async (scripts, acceptances) => {
          const { told, stored } = await runTurns(scripts, acceptances);
          for (const [index, { events, tooEarly }] of told.entries()) {
            const said = (scripts[index] ?? []).map(({ length }) => length);
            expect(events.map(({ seq }) => seq)).toEqual([...said, 'terminal'].map((_, seq) => seq));
            expect(events.flatMap((event) => (event.type === 'part.delta' ? event.text.length : []))).toEqual(said);
            expect(events).toEqual(stored.get(`turn ${index}`));
            expect(tooEarly).toBe(0);
          }
        },
      ),
      { numRuns: 60 },
    );
  },
);

verifies('readers:fair-loop', 'a commit of many turns is told over several turns of the loop', async () => {
  const said: Piece[] = [{ length: 5, urgent: false, pauses: false }];
  const { told, perCommit } = await runTurns(
    Array.from({ length: 30 }, () => said),
    0,
  );
  expect(perCommit).toEqual([30]);
  expect(new Set(told.flatMap(({ rounds }) => [...rounds])).size).toBeGreaterThan(5);
});

verifies(
  'readers:fair-loop',
  'a commit takes no more than a bounded size, and what is left over comes with the next',
  async () => {
    const said: Piece[] = [{ length: 40_000, urgent: false, pauses: false }];
    const { perCommit } = await runTurns(
      Array.from({ length: 7 }, () => said),
      0,
    );
    expect(perCommit).toEqual([3, 3, 1]);
  },
);
