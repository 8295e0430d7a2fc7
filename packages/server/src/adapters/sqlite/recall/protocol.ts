import type { RecallHit, RecallQuery } from '../../../ports/message-index.ts';

export type RecallRequest = { readonly kind: 'search'; readonly query: RecallQuery } | { readonly kind: 'close' };

/** Null: the scope names a conversation that is not the owner's. */
export type RecallReply = { readonly value: readonly RecallHit[] | null } | { readonly failure: string };
