/** Silence after which what is said begins another session. Source: RETRIEVAL.md §3. */
export const SESSION_SILENCE_MS = 30 * 60 * 1_000;

/** The session of a message said at `at`, after `last`; the first is 1. A clock that went back ends none. */
export function sessionAfter(last: { readonly session: number; readonly at: number } | null, at: number): number {
  if (last === null) return 1;
  return at - last.at > SESSION_SILENCE_MS ? last.session + 1 : last.session;
}
