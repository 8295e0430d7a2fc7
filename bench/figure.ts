import type { Arena } from './arena.ts';

/** One thing that is measured, in one or more rows of the table. */
export interface Figure {
  /** Its name on the command line. */
  readonly name: string;
  /** True where it is measured only when it is named. */
  readonly optional?: boolean;
  /** How it is measured, for the reader of the table. */
  readonly method: string;
  /** About how long it takes with these options, with `servers` servers in turn. */
  seconds(options: {
    readonly pairs: number;
    readonly seconds: number;
    readonly servers: number;
    readonly quick: boolean;
  }): number;
  measure(arena: Arena): Promise<readonly Row[]>;
}

export interface Row {
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  /** One measurement a round for each server, by its name; the n-th of each were taken side by side. */
  readonly samples: ReadonlyMap<string, readonly number[]>;
  /** How a server is set beside the reference; `alone` where there is nothing to compare with. */
  readonly compare: 'ratio' | 'difference' | 'alone';
  /** What the others are compared with, where it is not the relay. */
  readonly reference?: string;
  readonly goal?: Goal;
  /** Why there is no figure, by the name of the server that could not be measured. */
  readonly failures?: ReadonlyMap<string, string>;
}

/** What Parlance has to reach. */
export interface Goal {
  /** The line of the row that it is for, where that is not Parlance's only one. */
  readonly line?: string;
  /** `compared`: the paired ratio or difference; `value`: the figure itself. */
  readonly of: 'compared' | 'value';
  readonly limit: number;
  readonly aim?: number;
  /** Default: less is better. */
  readonly moreIsBetter?: boolean;
}

/** Collects what was measured, by server. */
export function createSamples(): { add(server: string, value: number): void; all: ReadonlyMap<string, number[]> } {
  const all = new Map<string, number[]>();
  return {
    all,
    add(server, value) {
      const values = all.get(server);
      if (values) values.push(value);
      else all.set(server, [value]);
    },
  };
}
