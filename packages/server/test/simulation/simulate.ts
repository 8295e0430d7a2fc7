import { judge } from './oracle/verdict.ts';
import { playScript } from './clients/script.ts';
import { Machine } from './world/machine.ts';
import { World, type Violation, type WorldOptions } from './world/world.ts';

/** Everybody must have come to an end this long after the last fault, milliseconds. Source: TURN.md 18. */
const BOUND_MS = 60_000;
/** The lease and the sweep: what an idle process waits for. */
const IDLE_TIMERS = 2;

export interface RunResult {
  readonly seed: number;
  readonly violation: Violation | null;
  readonly turns: number;
  readonly steps: number;
  /** Milliseconds of virtual time. */
  readonly lasted: number;
  readonly trace: readonly string[];
}

/** Plays one run from its seed and judges it. */
export async function simulate(seed: number, options: WorldOptions = {}): Promise<RunResult> {
  const world = new World(seed, options);
  const machine = new Machine(world);
  machine.boot();
  world.actor('script', () => playScript(world, machine));
  await play(world, machine);
  if (world.violation === null) {
    judge(world);
  }
  // Rejections that nobody handles are reported between two turns of the event loop.
  await new Promise(setImmediate);
  return {
    seed,
    violation: world.violation,
    turns: world.data.turns.size,
    steps: world.scheduler.steps,
    lasted: world.scheduler.elapsed(),
    trace: world.trace,
  };
}

async function play(world: World, machine: Machine): Promise<void> {
  const { scheduler, weather, random } = world;
  let nextDisaster = weather.disasterEvery === 0 ? Infinity : random.between(1, weather.disasterEvery);
  let disasters = 0;
  await scheduler.run(() => {
    if (scheduler.steps >= nextDisaster && disasters < 6) {
      disasters += 1;
      nextDisaster = scheduler.steps + random.between(1, weather.disasterEvery);
      machine.strike(random.weighted(weather.disasters));
    }
    return world.violation !== null || !world.actors.includes('script');
  });
  world.calm = true;
  machine.settle();
  world.note(() => 'the world is calm');
  const bound = scheduler.elapsed() + BOUND_MS;
  const isQuiet = (): boolean => world.actors.length === 0 && openTurns(world).length === 0;
  await scheduler.run(() => world.violation !== null || scheduler.elapsed() > bound || isQuiet());
  if (world.violation === null && !isQuiet()) {
    world.violate('I6', `nobody may wait for ever: ${[...world.actors, ...openTurns(world)].join('; ')}`);
    return;
  }
  await rest(world, machine);
}

/** What was set up for the turns must be gone with them. */
async function rest(world: World, machine: Machine): Promise<void> {
  const until = world.scheduler.elapsed() + 5_000;
  await world.scheduler.run(() => world.violation !== null || world.scheduler.elapsed() > until);
  const { serving } = machine;
  if (serving !== null && serving.pending > IDLE_TIMERS) {
    world.violate('leak', `${serving.node} still waits for ${serving.pending} things`);
  }
  if (serving !== null && serving.live.size > 0) {
    world.violate('leak', `${serving.node} still keeps ${[...serving.live.keys()].join(' ')}`);
  }
}

function openTurns({ data }: World): readonly string[] {
  return [...data.turns.values()].flatMap(({ record }) => (record.endedAt === null ? [record.id] : []));
}
