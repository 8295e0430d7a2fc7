/** Who sends a request. Every row that it reads or writes carries this owner. */
export interface Identity {
  readonly owner: string;
  readonly roles: readonly string[];
  /** Milliseconds since the epoch after which it must prove itself again; null for requests without a token. */
  readonly expiresAt: number | null;
}

/** The owner of everything that is sent without a token, where that is allowed. Source: DESIGN.md §8.5. */
export const ANONYMOUS: Identity = { owner: 'anonymous', roles: [], expiresAt: null };

export function isAdmin(identity: Identity): boolean {
  return identity.roles.includes('admin');
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read, on every route that is not `open`. */
    identity: Identity;
  }
  interface FastifyContextConfig {
    /** True for routes that anybody may call: health, documentation, preflight. */
    open?: boolean;
  }
}
