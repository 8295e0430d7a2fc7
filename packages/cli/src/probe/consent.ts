import { createInterface } from 'node:readline/promises';
import { allSteps } from './all-steps.ts';
import { expectBody } from './reply.ts';
import { HEALTH } from './steps/operations.ts';
import { openWorld } from './world.ts';

/** Who would be asked how often, and what that is about to cost. */
export interface Cost {
  readonly model: string;
  readonly questions: number;
}

/** Rejects where the server cannot be reached, or is none of ours. */
export async function costOf(url: string): Promise<Cost> {
  const { model } = expectBody(await openWorld(url, null, 'cost').ask({ path: '/health' }), 200, HEALTH);
  return { model, questions: allSteps([]).reduce((sum, { questions = 0 }) => sum + questions, 0) };
}

/** True where it costs nothing, or somebody agrees. */
export async function agreeTo({ model, questions }: Cost, yes: boolean): Promise<boolean> {
  if (model === 'scripted') return true;
  process.stderr.write(`This asks ${questions} short questions of ${model}, a few thousand tokens in all.\n`);
  if (yes) return true;
  if (!process.stdin.isTTY) {
    process.stderr.write('Nobody is here to agree: say --yes.\n');
    return false;
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const said = await lines.question('Go on? [y/N] ');
  lines.close();
  return /^y(?:es)?$/i.test(said.trim());
}
