import { fieldOf, listOf, numberOf, textOf, textsOf } from '../../parts/json.ts';

/** The steps of a guide, and what it collects. */
export interface Outline {
  readonly title: string;
  readonly steps: readonly { readonly id: string; readonly title: string; readonly goal: string }[];
  readonly slots: readonly { readonly name: string; readonly title: string }[];
}

/** Where a conversation stands in its guide. */
export interface Standing {
  readonly step: string;
  /** Why it stands there, in a sentence; '' before the first move. */
  readonly because: string;
  readonly slots: Readonly<Record<string, readonly string[]>>;
}

export function readOutline(json: unknown): Outline {
  const steps = listOf(json, 'steps').map((step) => ({
    id: textOf(step, 'id'),
    title: textOf(step, 'title'),
    goal: textOf(step, 'goal'),
  }));
  const slots = listOf(json, 'slots').map((slot) => ({ name: textOf(slot, 'name'), title: textOf(slot, 'title') }));
  return { title: textOf(json, 'title'), steps, slots };
}

/** What the server keeps of a guide, as it stands in JSON. */
export interface KeptState {
  readonly version: number;
  readonly data: unknown;
}

/** `{version, data}`, as the native API tells it. */
export function readKept(json: unknown): KeptState {
  return { version: numberOf(json, 'version') ?? 0, data: fieldOf(json, 'data') };
}

/** The kept state with what turns have changed since: each tells only what has become different. */
export function standingOf(kept: KeptState, changes: readonly KeptState[]): Standing {
  const data = changes
    .filter(({ version }) => version > kept.version)
    .reduce((merged: unknown, change) => mergePatch(merged, change.data), kept.data);
  const slots = fieldOf(data, 'slots');
  return {
    step: textOf(data, 'step'),
    because: textOf(fieldOf(data, 'lastMove'), 'because'),
    slots: Object.fromEntries(namesOf(slots).map((name) => [name, textsOf(slots, name)])),
  };
}

/** RFC 7396: objects are merged, null removes, everything else replaces. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function namesOf(value: unknown): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}
