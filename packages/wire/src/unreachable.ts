/**
 * Ends an exhaustive switch: while every variant is handled, `value` is `never`, so a new event type does not compile
 * until each dialect has decided about it. At run time it answers `otherwise`, because during a rolling upgrade the
 * log may hold a type that only newer nodes know, and an old node has to pass over it.
 */
export function unreachable<Result>(value: never, otherwise: Result): Result {
  void value;
  return otherwise;
}
