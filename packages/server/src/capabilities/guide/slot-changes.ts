import type { GuideSlot } from './definition.ts';
import { sameKey } from './rules/same-thing.ts';

/** What a message adds to and takes from each slot, by the slot's name. */
export type SlotChanges = Readonly<
  Record<string, { readonly add: readonly string[]; readonly remove: readonly string[] }>
>;

type Slots = Readonly<Record<string, readonly string[]>>;

/**
 * The slots after the changes: first what goes, then what comes. No thing stands twice, in whatever spelling, and what is
 * beyond a slot's bound is left out. The same slots come back where nothing changes.
 */
export function applyChanges(definition: readonly GuideSlot[], slots: Slots, changes: SlotChanges): Slots {
  let result = slots;
  for (const { name, max } of definition) {
    const change = changes[name];
    if (change === undefined) continue;
    const before = slots[name] ?? [];
    const after = changed(before, change, max);
    if (after.length !== before.length || after.some((entry, index) => entry !== before[index])) {
      result = { ...result, [name]: after };
    }
  }
  return result;
}

function changed(before: readonly string[], { add, remove }: SlotChanges[string], max: number): readonly string[] {
  const gone = new Set(remove.map(sameKey));
  const entries = new Map(before.map((entry) => [sameKey(entry), entry] as const).filter(([key]) => !gone.has(key)));
  for (const entry of add) {
    const key = sameKey(entry);
    if (key !== '' && entries.size < max && !entries.has(key)) entries.set(key, entry);
  }
  return [...entries.values()];
}
