import type { Requirement } from '../requirement.ts';

/** What the deterministic simulation of the engine proves, and why its verdict can be believed. */
export const simulationRequirements: readonly Requirement[] = [
  [
    'simulation:oracle',
    'FAULTS.md §1 Harness',
    'Whatever processes, store, model, capabilities and clients do, and whenever, the oracle finds nothing wrong in ten thousand turns of the normal test run.',
  ],
  ['simulation:replay', 'FAULTS.md §1 Harness', 'One integer replays a run of the simulation exactly.'],
  [
    'simulation:mutants',
    'FAULTS.md §1 Harness',
    'The simulation finds each planted defect within a bounded number of runs.',
  ],
  ['simulation:rate', 'FAULTS.md §1 Harness', 'A processor simulates at least a thousand turns a second.'],
].map(([id = '', source = '', sentence = '']) => ({ id, part: 'engine', source, sentence }));
