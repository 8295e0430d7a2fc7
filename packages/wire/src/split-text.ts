import { isHighSurrogate, isLowSurrogate } from './surrogates.ts';

/**
 * The longest text of one delta, in UTF-16 units. Escaped as `\uXXXX` each takes 6 bytes, so the text takes at most
 * 49,152 and leaves 10,848 of the 60,000 that a frame may measure for ids, names and correlation ids.
 */
export const MAX_DELTA_UNITS = 8192;

/**
 * Cuts `text` into pieces of at most `maxUnits` UTF-16 units, between code points; joined they are the text again.
 * No piece is empty, so an empty text has none. Throws `RangeError` below 2 units, where a pair could not fit.
 */
export function splitText(text: string, maxUnits: number = MAX_DELTA_UNITS): readonly string[] {
  if (maxUnits < 2) throw new RangeError('A piece of text needs room for a surrogate pair: at least 2 units.');
  if (text.length <= maxUnits) return text === '' ? [] : [text];
  const pieces: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(start + maxUnits, text.length);
    if (isHighSurrogate(text.charCodeAt(end - 1)) && isLowSurrogate(text.charCodeAt(end))) end -= 1;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}
