import { Incarnation, LEASE_MS } from './incarnation.ts';
import type { Disaster } from './weather.ts';
import type { World } from './world.ts';

/** The machine on which one process runs after the other. */
export class Machine {
  readonly #world: World;
  #current: Incarnation | null = null;
  #waiting: (() => void)[] = [];
  readonly #frozen = new Set<Incarnation>();

  constructor(world: World) {
    this.#world = world;
  }

  /** The process that takes requests; null while there is none. */
  get serving(): Incarnation | null {
    const process = this.#current;
    return process === null || process.engine === null || process.frozenUntil > this.#world.scheduler.now()
      ? null
      : process;
  }

  /** Resolves with a process that takes requests. */
  async up(): Promise<Incarnation> {
    for (;;) {
      const { serving } = this;
      if (serving !== null) {
        return serving;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  boot(): void {
    const world = this.#world;
    const process = new Incarnation(world);
    this.#current = process;
    const startsInCalm = world.calm;
    world.note(() => `${process.node} starts`);
    process.start().then(
      () => {
        if (!process.dead) {
          world.note(() => `${process.node} serves`);
          this.#wake();
        }
      },
      (error: unknown) => {
        if (process.dead) {
          return;
        }
        if (startsInCalm) {
          world.violate('start', `${process.node} did not start: ${String(error)}`);
        }
        this.#end(process, `did not start (${String(error)})`);
      },
    );
  }

  strike(disaster: Disaster): void {
    const process = this.#current;
    if (process === null || process.draining) {
      return;
    }
    switch (disaster) {
      case 'crash':
        this.#end(process, 'crashes');
        return;
      case 'freeze':
        // Before it serves there is nothing that it could do too late.
        if (process.engine !== null) {
          this.#freeze(process);
        }
        return;
      case 'drain':
        this.#drain(process);
        return;
      case 'stall':
        this.#stall(process);
        return;
      case 'clock':
        process.skew += this.#world.random.pick([-3_600_000, -600_000, 600_000, 3_600_000]);
        this.#world.note(() => `${process.node} has its clock set to ${process.skew} ms`);
    }
  }

  /** Ends what an earlier freeze left half alive. */
  settle(): void {
    for (const process of this.#frozen) {
      process.die();
    }
    this.#frozen.clear();
  }

  #end(process: Incarnation, how: string): void {
    this.#world.note(() => `${process.node} ${how}`);
    process.die();
    if (this.#current === process) {
      this.#current = null;
      this.#world.scheduler.schedule(this.#world.random.between(1, 300), 'input', null, () => this.boot());
    }
  }

  /** It stops for longer than its lease, another takes its place, and then it wakes and knows nothing of that. */
  #freeze(process: Incarnation): void {
    const { scheduler, random } = this.#world;
    const successorAt = LEASE_MS + random.between(0, 500);
    process.frozenUntil = scheduler.now() + successorAt + random.between(0, 1_500);
    this.#world.note(() => `${process.node} freezes`);
    this.#frozen.add(process);
    this.#current = null;
    scheduler.schedule(successorAt, 'input', null, () => this.boot());
    scheduler.schedule(successorAt + random.between(2_000, 6_000), 'input', null, () => {
      this.#frozen.delete(process);
      process.die();
    });
  }

  #stall(process: Incarnation): void {
    const { scheduler, random } = this.#world;
    const forMs = random.between(50, LEASE_MS / 2);
    process.frozenUntil = Math.max(process.frozenUntil, scheduler.now() + forMs);
    this.#world.note(() => `${process.node} stalls for ${forMs} ms`);
    scheduler.schedule(forMs, 'input', null, () => this.#wake());
  }

  #wake(): void {
    this.#waiting.splice(0).forEach((resume) => resume());
  }

  #drain(process: Incarnation): void {
    const { scheduler, random } = this.#world;
    if (process.engine === null) {
      return;
    }
    process.draining = true;
    const deadline = random.between(0, 3_000);
    const latest = scheduler.now() + deadline + 1_000;
    this.#world.note(() => `${process.node} drains for ${deadline} ms`);
    process.engine.drain(deadline).then(
      () => {
        if (process.dead) {
          return;
        }
        if (scheduler.now() > latest) {
          this.#world.violate('T33', `${process.node} drained for ${scheduler.now() - latest} ms too long`);
        }
        this.#end(process, 'has drained');
      },
      (error: unknown) => this.#world.violate('T33', String(error)),
    );
  }
}
