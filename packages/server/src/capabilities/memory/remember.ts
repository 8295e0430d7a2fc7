import type { Capability, SettledTurn, Settlement } from '../../engine/capability.ts';
import { scopeOf } from '../../ports/memory-store.ts';
import type { Store } from '../../ports/store.ts';
import { noteTurn, type NotingParts } from './note-turn.ts';

export interface RememberingParts extends NotingParts {
  readonly store: Pick<Store, 'conversation'>;
}

/** Notes with the end of a turn what is to be remembered of it. */
export function rememberTurn(parts: RememberingParts): NonNullable<Capability['settle']> {
  return async (settled: SettledTurn): Promise<Settlement> => {
    const { owner, conversation } = settled.turn;
    const record = await parts.store.conversation(owner, conversation);
    return { events: [], writes: record === null ? [] : noteTurn(parts, settled, scopeOf(record)) };
  };
}
