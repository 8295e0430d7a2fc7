import type { JsonObject } from '@parlance/wire';
import type { Condition } from './condition-schema.ts';
import type { GuideDefinition, GuideMove } from './definition.ts';
import { applyChanges, type SlotChanges } from './slot-changes.ts';
import { stepOf, type GuideState } from './state.ts';

/** What a message of the user says to the guide. */
export interface Heard {
  /** Changes of the slots, the later ones made on top of the earlier. */
  readonly changes: readonly SlotChanges[];
  /** Names of the intents that the message fits. */
  readonly intents: ReadonlySet<string>;
}

export interface NextState {
  readonly state: GuideState;
  /** One merge patch (RFC 7396) for each `state` event: what was learned, then where the guide moved. */
  readonly patches: readonly JsonObject[];
}

/**
 * The state after a message: the slots change, then the first move of the step whose condition holds is made, and no
 * other, so that a step is never left out. Pure: the same message after the same state gives the same state.
 */
export function nextState(guide: GuideDefinition, before: GuideState, heard: Heard): NextState {
  const slots = heard.changes.reduce((known, changes) => applyChanges(guide.slots, known, changes), before.slots);
  const stayed: GuideState = { ...before, slots, turnsInStep: before.turnsInStep + 1 };
  const learned = Object.entries(slots).filter(([name, entries]) => !isSame(entries, before.slots[name]));
  const patches: JsonObject[] = learned.length === 0 ? [] : [{ slots: Object.fromEntries(learned) }];
  const isNew = (name: string): boolean =>
    slots[name]?.some((entry) => before.slots[name]?.includes(entry) !== true) === true;
  const situation = { state: stayed, intents: heard.intents, learned: new Set(Object.keys(slots).filter(isNew)) };
  const move = stepOf(guide, before).moves.find(({ to, mode, when }) => {
    const isHere = to === before.step && (mode ?? null) === before.mode;
    return !isHere && holds(when, situation);
  });
  if (move === undefined) return { state: stayed, patches };
  const state = moved(guide, stayed, move);
  const { step, stepNumber, mode, lastMove } = state;
  patches.push({ step, stepNumber, mode, lastMove: lastMove === null ? null : { ...lastMove } });
  return { state, patches };
}

function isSame(one: readonly string[], other: readonly string[] = []): boolean {
  return one.length === other.length && one.every((entry, index) => entry === other[index]);
}

function moved(guide: GuideDefinition, state: GuideState, { to, mode, reason, because }: GuideMove): GuideState {
  return {
    ...state,
    step: to,
    stepNumber: guide.steps.findIndex(({ id }) => id === to) + 1,
    mode: mode ?? null,
    turnsInStep: 0,
    lastMove: { from: state.step, to, reason, because },
  };
}

interface Situation {
  readonly state: GuideState;
  readonly intents: ReadonlySet<string>;
  /** Slots to which the message has added something. */
  readonly learned: ReadonlySet<string>;
}

function holds(condition: Condition, situation: Situation): boolean {
  const { state, intents, learned } = situation;
  if ('all' in condition) return condition.all.every((part) => holds(part, situation));
  if ('any' in condition) return condition.any.some((part) => holds(part, situation));
  if ('not' in condition) return !holds(condition.not, situation);
  if ('says' in condition) return intents.has(condition.says);
  if ('learns' in condition) return learned.has(condition.learns);
  if ('turnsInStep' in condition) return state.turnsInStep >= condition.turnsInStep;
  if ('empty' in condition) return (state.slots[condition.empty] ?? []).length === 0;
  return Object.entries(condition.slots).every(([name, least]) => (state.slots[name] ?? []).length >= least);
}
