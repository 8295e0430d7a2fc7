import type { Surface } from './documented.ts';
import type { Step } from './step.ts';
import { assistantSteps } from './steps/assistant.ts';
import { jacieSteps } from './steps/jacie.ts';
import { miloSteps } from './steps/milo.ts';
import { accountSteps } from './steps/native-account.ts';
import { fileSteps } from './steps/native-files.ts';
import { memorySteps } from './steps/native-memories.ts';
import { nativeSteps } from './steps/native.ts';
import { documentationSteps, operationSteps } from './steps/operations.ts';
import { staffSteps } from './steps/staff.ts';
import { studyguruSteps } from './steps/studyguru.ts';

/** Every step, in the order in which they build on each other. */
export function allSteps(surfaces: readonly Surface[]): readonly Step[] {
  return [
    ...operationSteps,
    ...documentationSteps(surfaces),
    ...miloSteps,
    ...assistantSteps,
    ...studyguruSteps,
    ...jacieSteps,
    ...staffSteps,
    ...nativeSteps,
    ...memorySteps,
    ...fileSteps,
    ...accountSteps,
  ];
}
