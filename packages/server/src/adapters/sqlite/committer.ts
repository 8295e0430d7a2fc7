import type { CommitOutcome, CommitUnit } from '../../ports/store.ts';
import { prepareCommit, type PreparedCommit } from './commit-request.ts';
import type { LiveLogs } from './live-logs.ts';
import type { CommitReply } from './protocol.ts';
import type { WriterLink } from './writer-link.ts';

interface Asked {
  readonly units: readonly CommitUnit[];
  readonly resolve: (outcomes: readonly CommitOutcome[]) => void;
  readonly reject: (error: unknown) => void;
}

const COMMITTED: CommitOutcome = { committed: true };

/**
 * Sends commits to the writer one at a time, because what a turn's end seals is what the commits before it left. What
 * is asked meanwhile goes together with the next one.
 */
export class Committer {
  readonly #link: WriterLink;
  readonly #live: LiveLogs;
  #lastEntry: number;
  #waiting: Asked[] = [];
  #running: Promise<void> | null = null;

  constructor(link: WriterLink, live: LiveLogs, lastEntry: number) {
    this.#link = link;
    this.#live = live;
    this.#lastEntry = lastEntry;
  }

  commit(units: readonly CommitUnit[]): Promise<readonly CommitOutcome[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ units, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when everything that was asked has been answered. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const asked = this.#waiting;
      this.#waiting = [];
      await this.#commitTogether(asked);
    }
    this.#running = null;
  }

  async #commitTogether(asked: readonly Asked[]): Promise<void> {
    const [only] = asked;
    const units = asked.length === 1 && only !== undefined ? only.units : asked.flatMap((entry) => entry.units);
    try {
      const commit = prepareCommit(units, this.#live, this.#lastEntry + 1);
      const reply = await this.#link.request(commit.request);
      this.#lastEntry += 1;
      this.#apply(units, commit, reply);
      const outcomes = reply ?? units.map(() => COMMITTED);
      let start = 0;
      for (const entry of asked) {
        entry.resolve(outcomes.slice(start, start + entry.units.length));
        start += entry.units.length;
      }
    } catch (error) {
      for (const entry of asked) {
        entry.reject(error);
      }
    }
  }

  /** Brings the tails to where the database is. */
  #apply(units: readonly CommitUnit[], { request, sections, sealed }: PreparedCommit, reply: CommitReply): void {
    const live = this.#live;
    live.markSealed(sealed);
    let next = 0;
    for (const [index, { writes }] of units.entries()) {
      const committed = reply === null || reply[index]?.committed === true;
      for (const write of writes) {
        const section = write.kind === 'turn.append' ? sections[next++] : undefined;
        if (!committed) {
          continue;
        }
        if (section !== undefined) {
          live.append(section, request.entry);
        } else if (write.kind === 'turn.create') {
          live.open(write.turn.id);
        } else if (write.kind === 'turn.end') {
          live.close(write.turn);
        }
      }
    }
    if (request.erase) {
      live.markSealed(live.unsealed());
    }
  }
}
