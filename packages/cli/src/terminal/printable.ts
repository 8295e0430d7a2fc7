/**
 * Text as a terminal may get it. What a model, a title or an error brings along is data: escape sequences could rename
 * the window, move the cursor or hide what was there, and direction marks could turn a line around.
 */
export function printable(text: string): string {
  // Letter by letter, so that pieces of a stream can be cleaned one after the other.
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** The same in one line. */
export function printableLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ')).trim();
}
