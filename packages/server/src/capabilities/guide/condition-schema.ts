import { z } from 'zod';

/**
 * When a guide moves. Each condition has exactly one key, whose meaning `docs/guide.md` explains:
 *
 * - `slots`: each named slot holds at least so many entries;
 * - `learns`: the newest message has added something to the slot;
 * - `empty`: the slot holds nothing;
 * - `turnsInStep`: the user has written at least so many messages in this step, the newest included;
 * - `says`: the newest message fits the intent of this name;
 * - `all`, `any`, `not`: as they read.
 */
export type Condition =
  | { readonly slots: Readonly<Record<string, number>> }
  | { readonly learns: string }
  | { readonly empty: string }
  | { readonly turnsInStep: number }
  | { readonly says: string }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ slots: z.record(z.string(), z.int().min(1)) }),
      z.strictObject({ learns: z.string() }),
      z.strictObject({ empty: z.string() }),
      z.strictObject({ turnsInStep: z.int().min(1) }),
      z.strictObject({ says: z.string() }),
      z.strictObject({ all: z.array(conditionSchema).min(1) }),
      z.strictObject({ any: z.array(conditionSchema).min(1) }),
      z.strictObject({ not: conditionSchema }),
    ],
    { error: 'must be one of {slots}, {learns}, {empty}, {turnsInStep}, {says}, {all}, {any}, {not}' },
  ),
);

/** The names of slots and intents that a condition looks at. */
export function namesIn(condition: Condition): {
  readonly slots: readonly string[];
  readonly intents: readonly string[];
} {
  if ('slots' in condition) return { slots: Object.keys(condition.slots), intents: [] };
  if ('learns' in condition) return { slots: [condition.learns], intents: [] };
  if ('empty' in condition) return { slots: [condition.empty], intents: [] };
  if ('says' in condition) return { slots: [], intents: [condition.says] };
  if ('turnsInStep' in condition) return { slots: [], intents: [] };
  const parts = ('all' in condition ? condition.all : 'any' in condition ? condition.any : [condition.not]).map(
    namesIn,
  );
  return { slots: parts.flatMap(({ slots }) => slots), intents: parts.flatMap(({ intents }) => intents) };
}
