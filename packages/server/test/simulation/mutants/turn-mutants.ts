import type { TurnEvent } from '@parlance/wire';
import { vi } from 'vitest';
import type * as acceptTurn from '../../../src/engine/accept-turn.ts';
import type * as cancelTurn from '../../../src/engine/cancel-turn.ts';
import type * as finishTurn from '../../../src/engine/finish-turn.ts';
import type * as idempotency from '../../../src/engine/idempotency.ts';
import type { LiveTurn } from '../../../src/engine/live-turn.ts';
import type { EngineContext } from '../../../src/engine/engine-context.ts';
import type * as readTurn from '../../../src/engine/read-turn.ts';
import type * as recoverTurns from '../../../src/engine/recover-turns.ts';
import type * as runTurn from '../../../src/engine/run-turn.ts';
import type * as settleTurn from '../../../src/engine/settle-turn.ts';
import type * as startTurn from '../../../src/engine/start-turn.ts';
import type * as pointsWrites from '../store/apply-points-write.ts';
import { altered, type Mutant } from './mutant.ts';

/** Defects of the life of a turn. */
export const turnMutants: readonly Mutant[] = [
  {
    name: 'an acceptance that is acknowledged before it is stored',
    rules: ['T2'],
    within: 20,
    plant: () => {
      vi.doMock('../../../src/engine/accept-turn.ts', async (original) => {
        const real = await original<typeof acceptTurn>();
        const acceptsEarly: typeof real.acceptTurn = (context, starter, request) => {
          const commit: typeof context.group.commit = (unit) => {
            context.group.commit(unit).catch(() => undefined);
            return Promise.resolve({ committed: true });
          };
          return real.acceptTurn({ ...context, group: altered(context.group, { commit }) }, starter, request);
        };
        return { ...real, acceptTurn: acceptsEarly };
      });
      return {};
    },
  },
  {
    name: 'an acceptance in doubt that nobody looks after',
    rules: ['I6', 'T2'],
    within: 300,
    plant: () => {
      vi.doMock('../../../src/engine/resolve-doubt.ts', () => ({
        resolveDoubt: (context: EngineContext, _starter: unknown, live: LiveTurn) => {
          context.live.delete(live.record.id);
          return Promise.resolve();
        },
      }));
      return {};
    },
  },
  {
    name: 'a settlement that is made twice',
    rules: ['I4'],
    within: 20,
    plant: () => {
      vi.doMock('../../../src/engine/finish-turn.ts', async (original) => {
        const real = await original<typeof finishTurn>();
        const settlesTwice: typeof real.finishTurn = (context, live, writer, finish) =>
          real.finishTurn(context, live, writer, {
            ...finish,
            capabilities: [...finish.capabilities, ...finish.capabilities],
          });
        return { ...real, finishTurn: settlesTwice };
      });
      return {};
    },
  },
  {
    name: "a bill that is lost with another capability's defect",
    rules: ['I4'],
    within: 100,
    plant: () => {
      vi.doMock('../../../src/engine/settle-turn.ts', async (original) => {
        const real = await original<typeof settleTurn>();
        const losesAll: typeof real.withoutRefused = (settlements, index) => ({
          ...real.withoutRefused(settlements, index),
          rest: [],
        });
        return { ...real, withoutRefused: losesAll };
      });
      return {};
    },
  },
  {
    name: 'points that are paid twice',
    rules: ['I4'],
    within: 20,
    plant: () => {
      vi.doMock('../store/apply-points-write.ts', async (original) => {
        const real = await original<typeof pointsWrites>();
        const paysTwice: typeof real.applyPointsWrite = (data, write, undo) => {
          const applied = real.applyPointsWrite(data, write, undo);
          const [line] = data.ledger.slice(-1);
          if (write.kind === 'points.settle' && line !== undefined) {
            data.ledger.push({ ...line, balance: line.balance + line.points });
          }
          return applied;
        };
        return { ...real, applyPointsWrite: paysTwice };
      });
      return {};
    },
  },
  {
    name: 'idempotency keys that are never found again',
    rules: ['T7'],
    within: 20,
    plant: () => {
      let count = 0;
      vi.doMock('../../../src/engine/idempotency.ts', async (original) => ({
        ...(await original<typeof idempotency>()),
        idempotencyHash: () => String((count += 1)),
      }));
      return {};
    },
  },
  {
    name: 'a cancel that does not stop the model',
    rules: ['T27'],
    within: 50,
    plant: () => {
      vi.doMock('../../../src/engine/cancel-turn.ts', async (original) => {
        const real = await original<typeof cancelTurn>();
        const stopsNothing: typeof real.cancelTurn = (context, turn, by) =>
          real.cancelTurn({ ...context, live: new Map() }, turn, by);
        return { ...real, cancelTurn: stopsNothing };
      });
      return {};
    },
  },
  {
    name: 'a waiting turn that starts at once',
    rules: ['order'],
    within: 20,
    plant: () =>
      plantStarter(
        (Original) =>
          class extends Original {
            override enqueue(live: LiveTurn): void {
              this.start(live);
            }
          },
      ),
  },
  {
    name: 'a waiting turn that nobody begins',
    rules: ['I6'],
    within: 20,
    plant: () =>
      plantStarter(
        (Original) =>
          class extends Original {
            override advance(): Promise<void> {
              return Promise.resolve();
            }
          },
      ),
  },
  {
    name: 'a line whose newest turn begins first',
    rules: ['T21', 'order', 'I6'],
    within: 50,
    plant: () =>
      plantStarter(
        (Original) =>
          class extends Original {
            constructor(context: EngineContext) {
              const openTurns = async (id: string) => (await context.store.openTurns(id)).toReversed();
              super({ ...context, store: altered(context.store, { openTurns }) });
            }
          },
      ),
  },
  {
    name: 'ended turns that are kept for ever',
    rules: ['leak'],
    within: 20,
    plant: () =>
      plantStarter(
        (Original) =>
          class extends Original {
            readonly #live: EngineContext['live'];

            constructor(context: EngineContext) {
              super(context);
              this.#live = context.live;
            }

            override async ended(live: LiveTurn): Promise<void> {
              await super.ended(live);
              this.#live.set(live.record.id, live);
            }
          },
      ),
  },
  {
    name: 'visible text that is restarted after a crash',
    rules: ['I5', 'I3'],
    within: 100,
    plant: () => plantRecovery((context) => ({ ...context, log: { read: withoutContent(context) } })),
  },
  {
    name: 'a wish to cancel that is forgotten by a crash',
    rules: ['T26'],
    within: 300,
    plant: () =>
      plantRecovery((context) => {
        const claimAbandoned = async (node: string) =>
          (await context.store.claimAbandoned(node)).map((turn) => ({ ...turn, cancelRequestedBy: null }));
        return { ...context, store: altered(context.store, { claimAbandoned }) };
      }),
  },
  {
    name: 'a time limit that does not count',
    rules: ['I6', 'T18'],
    within: 50,
    plant: () => {
      vi.doMock('../../../src/engine/run-turn.ts', async (original) => {
        const real = await original<typeof runTurn>();
        const runsForEver: typeof real.runTurn = (context, live, writer) =>
          real.runTurn({ ...context, clock: altered(context.clock, { after: () => () => undefined }) }, live, writer);
        return { ...real, runTurn: runsForEver };
      });
      return {};
    },
  },
  {
    name: 'a reader that believes itself one event further',
    rules: ['I1', 'I6'],
    within: 20,
    plant: () => {
      vi.doMock('../../../src/engine/read-turn.ts', async (original) => {
        const real = await original<typeof readTurn>();
        const skips: typeof real.readTurn = (context, turn) => {
          const reader = real.readTurn(context, turn);
          return { ...reader, read: (after, limit) => reader.read(after === -1 ? -1 : after + 1, limit) };
        };
        return { ...real, readTurn: skips };
      });
      return {};
    },
  },
];

type Starter = typeof startTurn.TurnStarter;

function plantStarter(alter: (Original: Starter) => Starter): Record<string, never> {
  vi.doMock('../../../src/engine/start-turn.ts', async (original) => {
    const real = await original<typeof startTurn>();
    return { ...real, TurnStarter: alter(real.TurnStarter) };
  });
  return {};
}

function plantRecovery(alter: (context: EngineContext) => EngineContext): Record<string, never> {
  vi.doMock('../../../src/engine/recover-turns.ts', async (original) => {
    const real = await original<typeof recoverTurns>();
    const recovers: typeof real.recoverTurns = (context, starter) => real.recoverTurns(alter(context), starter);
    return { ...real, recoverTurns: recovers };
  });
  return {};
}

function withoutContent(context: EngineContext): EngineContext['log']['read'] {
  return async (turn, after, limit) =>
    (await context.log.read(turn, after, limit)).map((event): TurnEvent => {
      const { seq, at } = event;
      return event.type.startsWith('part.') ? { turn, seq, at, type: 'progress', step: '', message: '' } : event;
    });
}
