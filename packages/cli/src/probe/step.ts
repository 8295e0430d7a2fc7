import type { World } from './world.ts';

/** One thing that is tried on one address. */
export interface Step {
  /** As the OpenAPI document has it: `GET /api/v1/turns/{id}`. */
  readonly operation: string;
  /** What must hold, as a clause: `begins a conversation`. */
  readonly title: string;
  /** How many questions it asks of the model. Default: none. */
  readonly questions?: number;
  /** Throws `ProbeFailure` where it does not hold, `Skipped` where it cannot be tried. */
  readonly run: (world: World) => Promise<void>;
}

/** How a step went. */
export interface Outcome {
  readonly operation: string;
  readonly title: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  readonly problem: string | null;
  readonly milliseconds: number;
}
