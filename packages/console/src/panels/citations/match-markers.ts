import type { TurnState } from '@parlance/client';

type Citation = TurnState['citations'][number];

/** A reference in an answer's text, such as `[d1]`. */
export interface Marker {
  readonly id: string;
  /** What is said with it: the text before it, back to the marker before. */
  readonly statement: string;
}

/**
 * The citation of each marker; undefined where there is none. An id names what the model was given, of which several
 * passages may be quoted: the server tells of each passage once, in the order of the first markers.
 */
export function matchMarkers(
  markers: readonly Marker[],
  citations: readonly Citation[],
): readonly (Citation | undefined)[] {
  const matched = new Map<string, number>();
  return markers.map(({ id, statement }, index) => {
    const own = citations.filter((citation) => citation.id === id);
    const known = matched.get(id) ?? 0;
    const toCome = markers.slice(index).filter((marker) => marker.id === id).length;
    const next = own[known];
    const before = bestOf(own.slice(0, known), statement);
    // Where as many passages as markers are left, each has its own; else some markers share one.
    const isNew =
      next !== undefined &&
      (before === undefined || own.length - known >= toCome || likeness(next, statement) > likeness(before, statement));
    if (isNew) matched.set(id, known + 1);
    return isNew ? next : before;
  });
}

function bestOf(citations: readonly Citation[], statement: string): Citation | undefined {
  const [first, ...rest] = citations;
  if (first === undefined) return undefined;
  return rest.reduce((best, each) => (likeness(each, statement) > likeness(best, statement) ? each : best), first);
}

/** Which share of the quoted words is in the statement, 0–1. */
function likeness({ quote = '' }: Citation, statement: string): number {
  const quoted = wordsOf(quote);
  const said = wordsOf(statement);
  return quoted.size === 0 ? 0 : [...quoted].filter((word) => said.has(word)).length / quoted.size;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}
