/**
 * A growing text as it will most likely read: what is half written at its end is closed, so that asterisks and brackets
 * do not flash up and vanish. Only the last line is looked at, and never one inside of a fence.
 */
export function calmTail(text: string): string {
  const lineStart = text.lastIndexOf('\n') + 1;
  const line = text.slice(lineStart);
  if (line === '' || isInsideFence(text, lineStart)) return text;
  const calm = closeMarks(hideHalfLink(line));
  return text.slice(0, lineStart) + calm;
}

function isInsideFence(text: string, until: number): boolean {
  let open: string | null = null;
  for (const [, mark = ''] of text.slice(0, until).matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (open === null) open = mark;
    else if (mark.startsWith(open)) open = null;
  }
  return open !== null;
}

/** `see [the guide](https://exa` reads `see the guide` until the address is whole. */
function hideHalfLink(line: string): string {
  const start = line.lastIndexOf('[');
  if (start < 0) return line;
  const half = /^\[([^\]]*)(?:\]\([^)\s]*)?$/.exec(line.slice(start));
  const before = line[start - 1] === '!' ? start - 1 : start;
  return half === null ? line : line.slice(0, before) + (half[1] ?? '');
}

function closeMarks(line: string): string {
  const ticks = line.split('`').length - 1;
  if (ticks % 2 === 1) return line.endsWith('`') ? line.slice(0, -1) : `${line}\``;
  const pairs = line.split('**').length - 1;
  if (pairs % 2 === 0) return line;
  // Nothing stands between the marks yet, or half of the closing one does.
  if (/\*\*\s*$/.test(line)) return line.replace(/\*\*\s*$/, '');
  return line.endsWith('*') ? `${line}*` : `${line.trimEnd()}**`;
}
