import type { Write } from '../../../ports/store.ts';
import type { Statements } from '../statements.ts';
import type { Appends } from './appends.ts';
import type { Fence } from './fence.ts';

/** What a write may use while its commit is under way. */
export interface WriteContext {
  readonly sql: Statements;
  readonly fence: Fence;
  readonly appends: Appends;
}

export type WriteOf<Kind extends Write['kind']> = Extract<Write, { readonly kind: Kind }>;
