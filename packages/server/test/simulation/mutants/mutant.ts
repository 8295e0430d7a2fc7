import type { WorldOptions } from '../world/world.ts';

/** A defect that is planted on purpose: the simulation has to find it, and by the rule that it breaks. */
export interface Mutant {
  readonly name: string;
  /** What the oracle may call it. Another rule would mean that the one that matters is blind. */
  readonly rules: readonly string[];
  /** It must be found within this many seeds. */
  readonly within: number;
  /** Plants it: replaces a module of the engine by an altered one, or alters a port. */
  readonly plant: () => WorldOptions;
}

/** The same object, but for some of its members. */
export function altered<T extends object>(whole: T, changes: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, name) => {
      const value: unknown = Reflect.get(name in changes ? changes : target, name);
      const bound: unknown = typeof value === 'function' && !(name in changes) ? value.bind(target) : value;
      return bound;
    },
  });
}
