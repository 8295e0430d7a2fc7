import { isTerminal, type TurnEvent } from '@parlance/wire';
import { vi } from 'vitest';
import type * as groupCommit from '../../../src/engine/group-commit.ts';
import type * as liveTurn from '../../../src/engine/live-turn.ts';
import type * as turnWriter from '../../../src/engine/turn-writer.ts';
import type { CommitOutcome, CommitUnit } from '../../../src/ports/store.ts';
import type { Mutant } from './mutant.ts';

/** Defects on the way from an event to the store. */
export const writerMutants: readonly Mutant[] = [
  {
    name: 'events that are shown before they are committed',
    rules: ['I1'],
    within: 50,
    plant: () => plantWriter(showsEarly),
  },
  {
    name: 'a terminal that is never stored',
    rules: ['I1', 'I2'],
    within: 20,
    plant: () => plantWriter(losesTerminal),
  },
  {
    name: 'an end that was refused and is taken for stored',
    rules: ['I1', 'I2'],
    within: 300,
    plant: () => plantWriter(swallowsRefusals),
  },
  {
    name: 'committed events that are shown twice',
    rules: ['I1'],
    within: 20,
    plant: () => {
      vi.doMock('../../../src/engine/live-turn.ts', async (original) => {
        const real = await original<typeof liveTurn>();
        return { ...real, LiveTurn: showsTwice(real.LiveTurn) };
      });
      return {};
    },
  },
  {
    name: 'a commit that failed and is taken for a success',
    rules: ['I1', 'T2', 'T26'],
    within: 50,
    plant: () => {
      vi.doMock('../../../src/engine/group-commit.ts', async (original) => {
        const real = await original<typeof groupCommit>();
        return { ...real, GroupCommit: swallowsFailures(real.GroupCommit) };
      });
      return {};
    },
  },
];

type Writer = typeof turnWriter.TurnWriter;

function plantWriter(alter: (Original: Writer) => Writer): Record<string, never> {
  vi.doMock('../../../src/engine/turn-writer.ts', async (original) => {
    const real = await original<typeof turnWriter>();
    return { ...real, TurnWriter: alter(real.TurnWriter) };
  });
  return {};
}

function showsEarly(Original: Writer): Writer {
  return class extends Original {
    readonly #show: turnWriter.TurnWriterOptions['onCommitted'];

    constructor(options: turnWriter.TurnWriterOptions) {
      super({ ...options, onCommitted: () => undefined });
      this.#show = options.onCommitted;
    }

    override take(): CommitUnit | null {
      const unit = super.take();
      for (const write of unit?.writes ?? []) {
        if (write.kind === 'turn.append') {
          this.#show(write.events);
        }
      }
      return unit;
    }
  };
}

function showsTwice(Original: typeof liveTurn.LiveTurn): typeof liveTurn.LiveTurn {
  return class extends Original {
    override publish(events: readonly TurnEvent[]): void {
      super.publish(events);
      super.publish(events);
    }
  };
}

function losesTerminal(Original: Writer): Writer {
  return class extends Original {
    override take(): CommitUnit | null {
      const unit = super.take();
      const writes = unit?.writes.map((write) =>
        write.kind === 'turn.append' ? { ...write, events: write.events.filter((event) => !isTerminal(event)) } : write,
      );
      return writes === undefined ? null : { writes };
    }
  };
}

function swallowsRefusals(Original: Writer): Writer {
  return class extends Original {
    override settled(_outcome: CommitOutcome): void {
      super.settled({ committed: true });
    }
  };
}

function swallowsFailures(Original: typeof groupCommit.GroupCommit): typeof groupCommit.GroupCommit {
  return class extends Original {
    constructor(options: groupCommit.GroupCommitOptions) {
      const commit = (units: readonly CommitUnit[]): Promise<readonly CommitOutcome[]> =>
        options.store.commit(units).catch(() => units.map(() => ({ committed: true as const })));
      super({ ...options, store: { commit } });
    }
  };
}
