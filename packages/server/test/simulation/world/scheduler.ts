import type { Random } from './random.ts';

/** 2026-01-01T00:00:00Z */
const EPOCH = 1_767_225_600_000;

/** What is due at one instant runs in this order, and within a kind in an order that the seed decides. */
const RANKS = { input: 0, soon: 1, timer: 2 } as const;

/** Whoever waits for a task: a dead owner's tasks never run, a frozen one's run when it thaws. */
export interface TaskOwner {
  readonly dead: boolean;
  readonly frozenUntil: number;
  /** Tasks that wait for it. */
  pending: number;
}

interface Task {
  at: number;
  readonly rank: number;
  readonly tie: number;
  readonly owner: TaskOwner | null;
  run: (() => void) | null;
}

/** Virtual time: the only thing that makes anything happen in a simulated world. */
export class Scheduler {
  readonly #random: Random;
  readonly #heap: Task[] = [];
  #now = EPOCH;
  #steps = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  now(): number {
    return this.#now;
  }

  /** Milliseconds since the world began. */
  elapsed(): number {
    return this.#now - EPOCH;
  }

  /** Tasks that ran so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Runs `run` after `delay` milliseconds, unless cancelled by what this returns. */
  schedule(delay: number, kind: keyof typeof RANKS, owner: TaskOwner | null, run: () => void): () => void {
    const task: Task = { at: this.#now + Math.max(0, delay), rank: RANKS[kind], tie: this.#random.next(), owner, run };
    if (owner !== null) {
      owner.pending += 1;
    }
    this.#push(task);
    return () => {
      if (task.run !== null) {
        task.run = null;
        this.#release(task);
      }
    };
  }

  sleep(delay: number): Promise<void> {
    return new Promise((resolve) => this.schedule(delay, 'input', null, resolve));
  }

  /** Runs tasks until `isOver` says so or none is left. Everything that a task causes happens before the next one. */
  run(isOver: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = (): void => {
        try {
          if (isOver() || !this.#runNext()) {
            resolve();
            return;
          }
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
          return;
        }
        // A tick that is set by a microtask comes after all microtasks: the world is quiet again by then.
        queueMicrotask(() => process.nextTick(step));
      };
      step();
    });
  }

  #runNext(): boolean {
    for (let task = this.#pop(); task !== null; task = this.#pop()) {
      const { owner, run } = task;
      if (run === null) {
        continue;
      }
      if (owner !== null && !owner.dead && owner.frozenUntil > task.at) {
        task.at = owner.frozenUntil;
        this.#push(task);
        continue;
      }
      task.run = null;
      this.#release(task);
      if (owner === null || !owner.dead) {
        this.#now = Math.max(this.#now, task.at);
        this.#steps += 1;
        run();
        return true;
      }
    }
    return false;
  }

  #release({ owner }: Task): void {
    if (owner !== null) {
      owner.pending -= 1;
    }
  }

  #push(task: Task): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(task);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(task, parent)) {
        break;
      }
      heap[index] = parent;
      index = above;
    }
    heap[index] = task;
  }

  #pop(): Task | null {
    const heap = this.#heap;
    const [first] = heap;
    const last = heap.pop();
    if (first === undefined || last === undefined) {
      return null;
    }
    if (heap.length > 0) {
      this.#sink(last);
    }
    return first;
  }

  #sink(task: Task): void {
    const heap = this.#heap;
    let index = 0;
    for (;;) {
      const left = heap[2 * index + 1];
      const right = heap[2 * index + 2];
      if (left === undefined) {
        break;
      }
      const rightIsLess = right !== undefined && isBefore(right, left);
      const less = rightIsLess ? right : left;
      if (!isBefore(less, task)) {
        break;
      }
      heap[index] = less;
      index = 2 * index + (rightIsLess ? 2 : 1);
    }
    heap[index] = task;
  }
}

function isBefore(left: Task, right: Task): boolean {
  if (left.at !== right.at) {
    return left.at < right.at;
  }
  return left.rank === right.rank ? left.tie < right.tie : left.rank < right.rank;
}
