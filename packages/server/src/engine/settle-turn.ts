import type { Write } from '../ports/store.ts';
import type { Capability, Settlement, SettledTurn } from './capability.ts';
import type { EngineContext } from './engine-context.ts';

/** What one capability adds to the end of a turn. */
export interface CapabilitySettlement extends Settlement {
  readonly capability: string;
}

/** Asks every capability what it settles. One that fails, or takes too long, settles nothing and holds up nobody. */
export async function settleTurn(
  context: EngineContext,
  capabilities: readonly Capability[],
  turn: SettledTurn,
): Promise<readonly CapabilitySettlement[]> {
  const settlements: CapabilitySettlement[] = [];
  for (const capability of capabilities) {
    if (capability.settle !== undefined) {
      try {
        const settlement = await within(context, capability.settle(turn));
        settlements.push({ ...settlement, capability: capability.name });
      } catch (error) {
        context.observer.degraded(turn.turn, capability.name, error);
      }
    }
  }
  return settlements;
}

/** The settlements without the one that the refused write belongs to; `index` counts the writes of all of them. */
export function withoutRefused(
  settlements: readonly CapabilitySettlement[],
  index: number,
): { readonly rest: readonly CapabilitySettlement[]; readonly refused: Write['kind'] | null } {
  let first = 0;
  for (const settlement of settlements) {
    const write = settlement.writes[index - first];
    if (index >= first && write !== undefined) {
      return { rest: settlements.filter((other) => other !== settlement), refused: write.kind };
    }
    first += settlement.writes.length;
  }
  return { rest: [], refused: null };
}

/** The terminal does not wait for a capability longer than the limit. */
function within<T>(context: EngineContext, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const { settleMs } = context.limits;
    const cancelTimer = context.clock.after(settleMs, () => reject(new Error(`It took longer than ${settleMs} ms.`)));
    work.then(resolve, reject).finally(cancelTimer);
  });
}
