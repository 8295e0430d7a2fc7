import type { Capability, Settlement } from '../../../src/engine/capability.ts';
import type { JobRecord } from '../../../src/ports/records.ts';
import type { TaskOwner } from './scheduler.ts';
import type { World } from './world.ts';

/** How long the terminal waits for it, milliseconds. */
export const SETTLE_MS = 400;

/** A capability that charges for each turn, and that may be slow, fail, or ask for what the store refuses. */
export function simulatedCapability(world: World, process: TaskOwner): Capability {
  const { random, scheduler, weather } = world;
  const pause = (longest: number): Promise<void> =>
    new Promise((resolve) => scheduler.schedule(random.between(0, longest), 'input', process, resolve));
  return {
    name: 'ledger',
    prepare: async ({ turn }) => {
      await pause(2);
      return [{ kind: 'job.create', job: job(world, 'reserve', turn.id) }];
    },
    contribute: async ({ emit }) => {
      await pause(5);
      if (world.mishap(weather.capabilityFails)) {
        throw new Error('The memory is down.');
      }
      if (world.mishap(weather.capabilityFails / 2)) {
        return new Promise(() => undefined);
      }
      emit({ type: 'progress', step: 'memory', message: 'Remembering.' });
      return [];
    },
    settle: async ({ turn }): Promise<Settlement> => {
      if (world.mishap(weather.capabilityFails)) {
        world.excused.add(turn.id);
        await pause(2 * SETTLE_MS);
      }
      await pause(3);
      if (world.mishap(weather.capabilityFails)) {
        world.excused.add(turn.id);
        throw new Error('The ledger is down.');
      }
      const charge = { kind: 'job.create' as const, job: job(world, 'charge', turn.id) };
      if (!world.mishap(weather.capabilityFails)) {
        return { events: [{ type: 'state', scope: 'ledger', patch: {}, version: 1 }], writes: [charge] };
      }
      world.excused.add(turn.id);
      const refused = { kind: 'conversation.rename' as const, id: 'nobody', owner: 'nobody', title: '', at: 0 };
      return { events: [{ type: 'state', scope: 'refused', patch: {}, version: 1 }], writes: [charge, refused] };
    },
  };
}

/** Each has a key of its own: nothing but the engine keeps two from being stored. */
function job(world: World, kind: string, turn: string): JobRecord {
  const id = world.nextId(kind);
  return { id, kind, key: id, payload: null, attempts: 0, runAt: 0, turn };
}
