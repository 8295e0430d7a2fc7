const LONGEST = 60;

/** The title of a conversation from its first message: its first line, cut between words. */
export function titleFrom(message: string): string {
  const line = message.trim().split('\n')[0]?.replaceAll(/\s+/g, ' ').trim() ?? '';
  if (line.length <= LONGEST) return line;
  const cut = line.slice(0, LONGEST);
  const space = cut.lastIndexOf(' ');
  return `${(space > LONGEST / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
