/** A line of an import. */
export interface Line {
  readonly id?: string | number;
  readonly session?: string | number;
  readonly time: string | number;
  readonly speaker: string;
  readonly text: string;
}

export function jsonLines(lines: readonly unknown[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Said one after the other, a minute apart: `['Ana', 'Hello']`. */
export function talk(first: string, said: readonly (readonly [speaker: string, text: string])[]): readonly Line[] {
  const start = Date.parse(first);
  return said.map(([speaker, text], at) => ({
    id: `${first.slice(0, 10)}:${at + 1}`,
    session: first,
    time: new Date(start + at * 60_000).toISOString(),
    speaker,
    text,
  }));
}
