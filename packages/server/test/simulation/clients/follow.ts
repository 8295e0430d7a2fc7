import { isTerminal, type TurnEvent } from '@parlance/wire';
import type { TurnReader } from '../../../src/engine/engine.ts';
import type { Machine } from '../world/machine.ts';
import type { World } from '../world/world.ts';
import { Connection } from './connection.ts';

const PAGE = 7;

export interface Following {
  readonly owner: string;
  readonly turn: string;
  /** The last event that is not wanted; −1 for all. */
  readonly after: number;
}

/** Reads a turn to its terminal, over as many connections as that takes, and checks every event that it is given. */
export async function follow(world: World, machine: Machine, following: Following): Promise<void> {
  const follower = new Follower(world, following);
  for (;;) {
    const connection = await Connection.open(world, machine);
    const outcome = await follower.readOver(connection);
    connection.close();
    if (outcome === 'over') {
      return;
    }
    await world.scheduler.sleep(world.random.between(1, 80));
  }
}

type Outcome = 'over' | 'again';

class Follower {
  readonly #world: World;
  readonly #following: Following;
  #cursor: number;

  constructor(world: World, following: Following) {
    this.#world = world;
    this.#following = following;
    this.#cursor = following.after;
  }

  async readOver(connection: Connection): Promise<Outcome> {
    const { owner, turn } = this.#following;
    const opened = await connection.ask((engine) => engine.reader(owner, turn));
    if (opened.kind === 'refused') {
      return this.#refused(opened.code);
    }
    if (opened.kind === 'lost') {
      return 'again';
    }
    const { weather, random, scheduler } = this.#world;
    if (this.#world.mishap(weather.disconnects)) {
      scheduler.schedule(random.between(0, 1_500), 'input', null, () => connection.close());
    }
    return this.#read(connection, opened.value);
  }

  /** As the HTTP follower does: from the log while it is behind, live once it is up to date. */
  async #read(connection: Connection, reader: TurnReader): Promise<Outcome> {
    for (;;) {
      if (connection.closed) {
        return 'again';
      }
      if (this.#cursor === reader.committed() && !reader.ended()) {
        const outcome = await this.#followLive(connection, reader);
        if (outcome !== 'behind') {
          return outcome;
        }
        continue;
      }
      const page = await connection.ask(() => reader.read(this.#cursor, PAGE));
      if (page.kind === 'refused') {
        return this.#refused(page.code);
      }
      if (page.kind === 'lost' || connection.closed) {
        return 'again';
      }
      if (this.#take(page.value)) {
        return 'over';
      }
      if (page.value.length === 0 && reader.ended()) {
        return this.#silentEnd(connection);
      }
    }
  }

  #followLive(connection: Connection, reader: TurnReader): Promise<Outcome | 'behind'> {
    const { random } = this.#world;
    return new Promise((resolve) => {
      const leave = (outcome: Outcome | 'behind'): void => {
        unsubscribe();
        forget();
        resolve(outcome);
      };
      const forget = connection.onClose(() => leave('again'));
      const unsubscribe = reader.subscribe((events) => {
        if (this.#take(events)) {
          leave('over');
        } else if (reader.ended()) {
          leave(this.#silentEnd(connection));
        } else if (random.chance(0.05)) {
          leave('behind');
        }
      });
    });
  }

  /** True with the terminal. */
  #take(events: readonly TurnEvent[]): boolean {
    const { turn } = this.#following;
    const stored = this.#world.data.turns.get(turn)?.log ?? [];
    for (const event of events) {
      if (event.seq !== this.#cursor + 1) {
        this.#world.violate('I1', `a client of ${turn} got event ${event.seq} after ${this.#cursor}`);
      }
      const committed = stored[event.seq];
      if (committed !== event && JSON.stringify(committed) !== JSON.stringify(event)) {
        this.#world.violate(
          'I1',
          `a client of ${turn} saw ${JSON.stringify(event)}, stored is ${JSON.stringify(committed)}`,
        );
      }
      this.#cursor = event.seq;
      if (isTerminal(event)) {
        return true;
      }
    }
    return false;
  }

  /** The stream is over, and no terminal came: fine where it was delivered before, or where the turn moved on. */
  #silentEnd(connection: Connection): Outcome {
    const stored = this.#world.data.turns.get(this.#following.turn);
    const last = stored?.log.at(-1);
    if (last !== undefined && isTerminal(last)) {
      return this.#cursor >= last.seq ? 'over' : 'again';
    }
    if (!connection.leaving) {
      this.#world.violate('I6', `the stream of ${this.#following.turn} was over without a terminal`);
    }
    return 'again';
  }

  #refused(code: string): Outcome {
    const stored = this.#world.data.turns.get(this.#following.turn);
    if (code === 'not_found' || code === 'log_trimmed') {
      if (stored?.deleted !== true) {
        this.#world.violate('T2', `${this.#following.turn} is ${code}, and it was accepted`);
      }
      return 'over';
    }
    return 'again';
  }
}
