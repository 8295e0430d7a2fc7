/** A part of a page: `text.slice(start, end)`, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Longest chunk, in UTF-16 units: long enough for a table, short enough to be about one thing. Measured. */
const CHUNK_LENGTH = 2_000;

/** Where a page may be cut, the best first. */
const CUTS = ['\n\n', '\n', '. ', ' '] as const;

/**
 * The page in chunks of about one size, none longer than `CHUNK_LENGTH`, cut between paragraphs, lines, sentences or
 * words, and without white space at their ends.
 */
export function chunksOf(text: string, longest = CHUNK_LENGTH): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  while (start < text.length) {
    const left = text.length - start;
    const end = left <= longest ? text.length : cutAfter(text, start, left / Math.ceil(left / longest), longest);
    const span = trim(text, start, end);
    if (span !== null) spans.push(span);
    start = end;
  }
  return spans;
}

/** The best place to cut near `size` after `start`, between half of it and the longest. */
function cutAfter(text: string, start: number, size: number, longest: number): number {
  const last = start + longest;
  const first = start + Math.floor(size / 2);
  const wanted = Math.min(last, start + Math.floor(size * 1.15));
  for (const cut of CUTS) {
    const before = text.lastIndexOf(cut, wanted - cut.length);
    if (before >= first) return before + cut.length;
  }
  // Never between the halves of one character.
  const code = text.charCodeAt(wanted);
  return code >= 0xdc00 && code <= 0xdfff ? wanted - 1 : wanted;
}

function trim(text: string, start: number, end: number): Span | null {
  const part = text.slice(start, end);
  const length = part.trimEnd().length;
  if (length === 0) return null;
  return { start: start + (part.length - part.trimStart().length), end: start + length };
}
