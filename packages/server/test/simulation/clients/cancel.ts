import type { CancelOutcome } from '../../../src/engine/engine.ts';
import type { Machine } from '../world/machine.ts';
import type { World } from '../world/world.ts';
import { Connection } from './connection.ts';

/** The provider's socket is closed this soon, milliseconds. Source: TURN.md 27. */
const ABORT_MS = 250;

/** Cancels a turn until it is told that the wish is stored, or that the turn is over. */
export async function cancel(world: World, machine: Machine, owner: string, turn: string): Promise<void> {
  for (;;) {
    const connection = await Connection.open(world, machine);
    const reply = await connection.ask(
      (engine) => engine.cancel(owner, turn, 'user'),
      (outcome) => witnessCancel(world, turn, outcome, connection),
    );
    connection.close();
    world.note(() => `cancel of ${turn}: ${JSON.stringify(reply)}`);
    if (reply.kind === 'answer') {
      return;
    }
    if (reply.kind === 'refused' && (reply.code === 'not_found' || reply.code === 'log_trimmed')) {
      if (world.data.turns.get(turn)?.deleted !== true) {
        world.violate('T2', `${turn} is ${reply.code} for a cancel, and it was accepted`);
      }
      return;
    }
    await world.scheduler.sleep(world.random.between(20, 300));
  }
}

function witnessCancel(world: World, id: string, outcome: CancelOutcome, connection: Connection): void {
  const turn = world.data.turns.get(id);
  if (turn === undefined) {
    world.violate('T2', `${id} is not stored`);
    return;
  }
  const acknowledgedAt = world.scheduler.now();
  if (outcome.state === 'ended') {
    if (turn.log.at(-1)?.seq !== outcome.terminal.seq || turn.log.at(-1)?.type !== outcome.terminal.type) {
      world.violate('T27', `a cancel of ${id} was told of an end that is not the stored one`);
    }
    return;
  }
  if (turn.record.cancelRequestedBy === null) {
    world.violate('T26', `a cancel of ${id} was acknowledged before it was stored`);
  }
  const { process } = connection;
  world.scheduler.schedule(ABORT_MS, 'timer', null, () => {
    const call = world.calls.of(turn.record.correlationId).findLast(({ caller }) => caller === process);
    const goesOn = call !== undefined && !call.aborted && !call.over;
    // A process that is dead, or stood still meanwhile, can close nothing.
    if (goesOn && !process.dead && process.frozenUntil < acknowledgedAt) {
      world.violate('T27', `${id} still asks the model ${ABORT_MS} ms after its cancel`);
    }
  });
}
