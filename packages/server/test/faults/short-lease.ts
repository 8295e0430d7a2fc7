/** How long a node may be silent before its turns may be taken over, milliseconds. The real one is ten seconds. */
export const SHORT_LEASE_MS = 300;
