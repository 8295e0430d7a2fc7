import type { JsonObject } from '@parlance/wire';
import { z } from 'zod';
import type { GuideDefinition, GuideStep } from './definition.ts';

/** The scope of its `state` events and of what it keeps: `store.state(conversation, GUIDE_SCOPE, message)`. */
export const GUIDE_SCOPE = 'guide';

/** Where a user stands in a guide, as `StateRecord.data` keeps it after each turn. */
export interface GuideState {
  /** Id of the step. */
  readonly step: string;
  /** Its place, from 1. */
  readonly stepNumber: number;
  /** How the step goes on, where it has several ways; null for the usual one. */
  readonly mode: string | null;
  /** Messages that the user has written in this step and mode. */
  readonly turnsInStep: number;
  /** Every slot of the guide by its name, such as `interests`; the oldest entry first. */
  readonly slots: Readonly<Record<string, readonly string[]>>;
  /** The newest move; null before the first. */
  readonly lastMove: StepChange | null;
}

/** A move with the reason for it, so that a user can look up why the step changed. */
export interface StepChange {
  readonly from: string;
  readonly to: string;
  /** The code of the reason; `docs/guide.md` explains it. */
  readonly reason: string;
  /** The reason in a sentence. */
  readonly because: string;
}

const stateSchema = z.object({
  step: z.string(),
  mode: z.string().nullable(),
  turnsInStep: z.int().min(0),
  slots: z.record(z.string(), z.array(z.string())),
  lastMove: z.object({ from: z.string(), to: z.string(), reason: z.string(), because: z.string() }).nullable(),
});

/** Where everybody begins. */
export function initialState(guide: GuideDefinition): GuideState {
  const slots = Object.fromEntries(guide.slots.map(({ name }) => [name, []]));
  return { step: firstStep(guide).id, stepNumber: 1, mode: null, turnsInStep: 0, slots, lastMove: null };
}

/**
 * The state that was kept, fitted to the guide as it is now: a guide may have been changed meanwhile, and a step, mode
 * or slot that is gone must not stop the conversation. A step that is gone begins the guide anew, with the slots.
 */
export function guideState(guide: GuideDefinition, data: JsonObject | null): GuideState {
  const start = initialState(guide);
  const kept = stateSchema.safeParse(data).data;
  if (kept === undefined) return start;
  const slots = Object.fromEntries(guide.slots.map(({ name }) => [name, kept.slots[name] ?? []]));
  const index = guide.steps.findIndex(({ id }) => id === kept.step);
  if (index === -1) return { ...start, slots };
  const mode = guide.steps[index]?.modes.some(({ id }) => id === kept.mode) === true ? kept.mode : null;
  return { ...kept, slots, mode, stepNumber: index + 1 };
}

/** The state as plain data, in one order of keys: the same state is the same text. */
export function stateData(state: GuideState): JsonObject {
  const { step, stepNumber, mode, turnsInStep, slots, lastMove } = state;
  return { step, stepNumber, mode, turnsInStep, slots, lastMove: lastMove === null ? null : { ...lastMove } };
}

export function stepOf(guide: GuideDefinition, state: Pick<GuideState, 'step'>): GuideStep {
  return guide.steps.find(({ id }) => id === state.step) ?? firstStep(guide);
}

function firstStep({ steps }: GuideDefinition): GuideStep {
  const [first] = steps;
  if (first === undefined) throw new Error('A guide has at least one step.');
  return first;
}
