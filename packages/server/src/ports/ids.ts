/** Where identifiers come from. */
export interface Ids {
  /** MUST return a UUID (version 7, lower case) that was never returned before; later ones sort after earlier ones. */
  next(): string;
}
