import { createMetering } from '../../../src/capabilities/metering/metering.ts';
import { createEngine, type EngineParts } from '../../../src/engine/create-engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { EngineObserver } from '../../../src/engine/observer.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { StoreHandle } from '../store/store-handle.ts';
import type { TaskOwner } from './scheduler.ts';
import { SETTLE_MS, simulatedCapability } from './simulated-capability.ts';
import { SimulatedModel } from './simulated-model.ts';
import type { World } from './world.ts';

export const LEASE_MS = 3_000;
/** Points of a new user: enough for some of a user's turns, not for all. */
const WELCOME = 270;

const ASSISTANT = {
  name: 'guide',
  title: 'Guide',
  description: '',
  model: 'm',
  instructions: 'Be helpful.',
  historyTokens: 1_000_000,
  folder: '',
  capabilities: ['ledger', 'metering'],
};

/** One process from its start to its death. */
export class Incarnation implements TaskOwner {
  readonly node: string;
  dead = false;
  frozenUntil = 0;
  /** What its clock shows too much, milliseconds. */
  skew = 0;
  pending = 0;
  /** It waits for the end of its turns and takes no new ones. */
  draining = false;
  engine: Engine | null = null;
  /** The turns that its engine has under way. */
  readonly live: NonNullable<EngineParts['live']> = new Map();
  readonly #world: World;
  readonly #closers = new Set<() => void>();

  constructor(world: World) {
    this.#world = world;
    this.node = world.nextId('node');
  }

  /** Resolves when the engine takes requests; rejects where the process gives up at its start. */
  async start(): Promise<void> {
    this.engine = await createEngine(this.#parts());
  }

  /** Everything that waits in it is gone; its clients find their connections cut. */
  die(): void {
    this.dead = true;
    this.hangUp();
  }

  hangUp(): void {
    for (const close of this.#closers) {
      close();
    }
    this.#closers.clear();
  }

  onHangUp(close: () => void): () => void {
    this.#closers.add(close);
    return () => this.#closers.delete(close);
  }

  #parts(): EngineParts {
    const world = this.#world;
    const assistants = { get: () => ASSISTANT, list: () => [ASSISTANT] };
    const { scheduler } = world;
    const handle = world.wrapStore(new StoreHandle(world, this.node, this));
    const model = world.wrapModel(new SimulatedModel(world, this));
    const clock: Clock = {
      now: () => scheduler.now() + this.skew,
      elapsed: () => scheduler.now(),
      after: (delay, callback) => scheduler.schedule(delay, 'timer', this, callback),
      soon: (callback) => {
        scheduler.schedule(0, 'soon', this, callback);
      },
    };
    const capabilities = [
      simulatedCapability(world, this),
      createMetering({ store: handle, branches: handle, clock, assistants, prices: new Map(), welcome: WELCOME }),
    ];
    return {
      node: this.node,
      store: handle,
      log: handle,
      clock,
      ids: { next: () => world.nextId('id') },
      assistants,
      models: { nameFor: () => 'm', modelFor: () => model, fallback: null },
      capabilities: new Map(capabilities.map((one) => [one.name, one])),
      tokenCounter: {
        count: (text) => new Promise((resolve) => scheduler.schedule(1, 'input', this, () => resolve(text.length))),
      },
      media: { read: async () => new Map() },
      observer: observerOf(world, this),
      live: this.live,
      limits: { leaseMs: LEASE_MS, settleMs: SETTLE_MS },
      random: () => world.random.next(),
    };
  }
}

function observerOf(world: World, process: Incarnation): EngineObserver {
  const ignore = (): void => undefined;
  return {
    turnAccepted: ignore,
    firstContent: ignore,
    turnEnded: ignore,
    takenOver: (turn, phase) => world.note(() => `${process.node} takes over ${turn.id}: ${phase}`),
    fenced: (turn) => {
      world.note(() => `${process.node} finds ${turn.id} fenced`);
      if (!world.data.superseded.has(process.node) && world.data.turn(turn.id)?.record.endedAt === null) {
        world.violate('T21', `${turn.id} was given up by the node that owns it`);
      }
    },
    commit: ignore,
    storeAvailability: ignore,
    upstreamFailed: ignore,
    degraded: (turn, capability, error) =>
      world.note(() => `${process.node} ${turn.id} without ${capability}: ${String(error)}`),
    unexpected: (where, error) => {
      const what = `${process.node} ${where}: ${String(error)}`;
      const isPlanned = where === 'settle' && what.includes('conversation.rename was refused');
      const isFenced = where === 'renew lease' && world.data.superseded.has(process.node);
      if (!isPlanned && !isFenced) {
        world.violate('I7', what);
      }
    },
  };
}
