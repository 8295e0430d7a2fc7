import { delta, end, storedTurn } from './store-fixtures.ts';
import type { FullStore } from './store-subject.ts';
import type { TurnRecord } from '../../src/ports/records.ts';

const TURNS = 4;
const EVENTS_PER_TURN = 40;

export function expectedText(id: string, seq: number): string {
  return `${id}:${seq}${seq % 7 === 0 ? '\n' : ' '}`;
}

/**
 * Writes to a few turns at once, in uneven pieces, ends them and begins others, for ever. After each commit it reports
 * `<turn> <number of its events that are committed>` for each turn that the commit touched.
 */
export async function writeUntilKilled(store: FullStore, report: (line: string) => void): Promise<never> {
  let live: { record: TurnRecord; next: number }[] = [];
  for (let round = 0; ; round += 1) {
    while (live.length < TURNS) {
      live.push({ record: await storedTurn(store, { node: 'writer' }), next: 0 });
    }
    const steps = live.map((one, index) => ({ ...one, count: 1 + ((round + index) % 3) }));
    await store.commit(
      steps.map(({ record, next, count }) => {
        const events = Array.from({ length: count }, (_, index) =>
          delta(record.id, next + index, expectedText(record.id, next + index)),
        );
        const append = { kind: 'turn.append', turn: record.id, epoch: 1, firstSeq: next, events } as const;
        return { writes: next + count > EVENTS_PER_TURN ? [append, end(record)] : [append] };
      }),
    );
    live = steps.map(({ record, next, count }) => ({ record, next: next + count }));
    for (const { record, next } of live) {
      report(`${record.id} ${next}`);
    }
    live = live.filter(({ next }) => next <= EVENTS_PER_TURN);
  }
}
