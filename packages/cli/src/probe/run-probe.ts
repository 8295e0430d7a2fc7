import { allSteps } from './all-steps.ts';
import { readDocumented } from './documented.ts';
import { ProbeFailure, Skipped } from './failure.ts';
import type { Report } from './report.ts';
import type { Outcome, Step } from './step.ts';
import { openWorld, type OpenWorld } from './world.ts';

export interface ProbeOptions {
  readonly url: string;
  readonly token: string | null;
  /** Only operations that hold this; '' for all. A step whose predecessors are left out is skipped. */
  readonly only: string;
  /** A name that nothing else on the server has. */
  readonly run: string;
  /** Told of each outcome as it comes. */
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Tries every step once, then removes what was made. Rejects where the server does not say what it documents. */
export async function runProbe({ url, token, only, run, onOutcome }: ProbeOptions): Promise<Report> {
  const world = openWorld(url, token, run);
  const surfaces = (await readDocumented(world)).map(({ title, operations }) => ({
    title,
    operations: operations.filter((operation) => operation.includes(only)),
  }));
  const documented = surfaces.flatMap(({ operations }) => operations);
  const outcomes: Outcome[] = [];
  const steps = allSteps(surfaces).filter(({ operation }) => documented.includes(operation));
  try {
    for (const step of steps) {
      const outcome = await tryStep(step, world);
      outcomes.push(outcome);
      onOutcome(outcome);
    }
  } finally {
    // Also where a step threw what is no finding: nothing may stay behind.
    outcomes.push(...(await cleanedUp(world)));
  }
  const covered = new Set(steps.map(({ operation }) => operation));
  return { url, surfaces, outcomes, notCovered: documented.filter((operation) => !covered.has(operation)) };
}

async function tryStep({ operation, title, run }: Step, world: OpenWorld): Promise<Outcome> {
  const start = performance.now();
  const outcome = (result: Outcome['result'], problem: string | null): Outcome => ({
    operation,
    title,
    result,
    problem,
    milliseconds: Math.round(performance.now() - start),
  });
  try {
    await run(world);
    return outcome('passed', null);
  } catch (error) {
    if (error instanceof Skipped) return outcome('skipped', error.message);
    if (error instanceof ProbeFailure) return outcome('failed', error.message);
    // The connection, a time limit, or a defect of the probe: in any case nothing that may count as passed.
    return outcome('failed', error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  }
}

async function cleanedUp(world: OpenWorld): Promise<readonly Outcome[]> {
  const left = await world.cleanUp();
  return left.map((path) => ({
    operation: `DELETE ${path}`,
    title: 'removes what the probe has made',
    result: 'failed',
    problem: 'could not be removed: do it by hand',
    milliseconds: 0,
  }));
}
