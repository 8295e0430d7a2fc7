const BLANKS_AT_END = /[ \t]$/;

/**
 * Text as it is kept: NFC, one kind of line end, no control characters (a terminal or a later reader might obey them),
 * no blanks at the ends of lines, and never two empty lines in a row.
 */
export function cleanText(text: string): string {
  const lines: string[] = [];
  for (const line of withoutControls(text).normalize('NFC').split('\n')) {
    const trimmed = BLANKS_AT_END.test(line) ? line.trimEnd() : line;
    if (trimmed !== '' || (lines.length > 0 && lines.at(-1) !== '')) lines.push(trimmed);
  }
  return lines.join('\n').trimEnd().toWellFormed();
}

/** C0 without tab and line feed, DEL and C1, soft hyphens, zero-width and direction marks, private-use marks of ours. */
const UNWANTED =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff]/g;

function withoutControls(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replace(UNWANTED, '');
}
