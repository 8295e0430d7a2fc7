/** Words that only their owner may read. */
export const OWNERS_WORDS = 'owners-words-41c7';

/** The beginning of a PNG of 1 × 1 pixel. */
export const SMALL_IMAGE = new Blob([Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001', 'hex')]);

/** Who asks. `owner` owns the thing that a row names; the token of `expired` was the owner's. */
export const CALLERS = ['anonymous', 'expired', 'other', 'admin', 'owner'] as const;
export type Caller = (typeof CALLERS)[number];

/**
 * Who may use a route, on a server that needs tokens.
 * - `open`: everybody, without a token.
 * - `user`: whoever has a token; each sees and makes what is his own.
 * - `owner`: the owner of what the request names. For others, admins too, it does not exist.
 * - `admin`: whoever has a token with the role `admin`.
 */
export type Access = 'open' | 'user' | 'owner' | 'admin';

/** One way to use a route. */
export interface AccessRow {
  /** Method and pattern, as `GET /api/v1/turns/:id`. Rows of HEAD and OPTIONS follow from those of the others. */
  readonly route: string;
  /** What is special about this row, where a route has several. */
  readonly when?: string;
  readonly access: Access;
  /** `any`: pages of every origin may read the answer, without credentials; `own`: no other page may. */
  readonly pages: 'any' | 'own';
  /** A request that succeeds for whoever may send it. */
  readonly ask: (thing: Thing) => Asking;
  /** What the owner posts before, so that there is something to find. Default: nothing. */
  readonly before?: (thing: Thing) => Asking;
  /** What the owner is answered where the request is refused for a reason that only he may know. Default: any 2xx. */
  readonly ownerGets?: number;
  /** On routes that begin a turn: the body that asks this, so that faults can be forced through it. */
  readonly say?: (message: string) => unknown;
}

export interface Asking {
  readonly path: string;
  readonly body?: unknown;
  /** A file, sent as a form, in the place of `body`. */
  readonly file?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Something that belongs to somebody: a conversation with one finished turn. */
export interface Thing {
  readonly conversation: string;
  readonly turn: string;
  /** The user's message. */
  readonly message: string;
  /** A file that was uploaded. */
  readonly media: string;
  /** A document that was uploaded, wherever reading it has got to. */
  readonly document: string;
  /** The id of what the row's `before` made; missing without one. */
  readonly made?: string;
}
