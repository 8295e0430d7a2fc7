/** One append as it stands in a journal entry: whose it is, and its lines. */
export interface Section {
  readonly turn: string;
  readonly epoch: number;
  readonly firstSeq: number;
  readonly count: number;
  /** Encoded events, one a line, without a newline at the end. */
  readonly lines: string;
}

/**
 * A header line and the lines of the events, ended by a newline. Sections are put one behind the other without
 * anything between them; the header tells the length, so that a scan jumps from header to header.
 */
export function encodeSection(section: Section): string {
  const { turn, epoch, firstSeq, count, lines } = section;
  return `${turn} ${epoch} ${firstSeq} ${count} ${lines.length}\n${lines}\n`;
}

/** Reads the sections of a journal entry from its start to its end. */
export class SectionScanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the next section begins, in UTF-16 units. */
  get position(): number {
    return this.#position;
  }

  /** The next section; null at the end. */
  next(): Section | null {
    const text = this.#text;
    const start = this.#position;
    if (start === text.length) {
      return null;
    }
    const headerEnd = text.indexOf('\n', start);
    const epochAt = text.indexOf(' ', start) + 1;
    const firstSeqAt = text.indexOf(' ', epochAt) + 1;
    const countAt = text.indexOf(' ', firstSeqAt) + 1;
    const lengthAt = text.indexOf(' ', countAt) + 1;
    const length = Number(text.slice(lengthAt, headerEnd));
    this.#position = headerEnd + 1 + length + 1;
    return {
      turn: text.slice(start, epochAt - 1),
      epoch: Number(text.slice(epochAt, firstSeqAt - 1)),
      firstSeq: Number(text.slice(firstSeqAt, countAt - 1)),
      count: Number(text.slice(countAt, lengthAt - 1)),
      lines: text.slice(headerEnd + 1, headerEnd + 1 + length),
    };
  }
}

export function sectionsOf(text: string): readonly Section[] {
  const scanner = new SectionScanner(text);
  const sections: Section[] = [];
  for (let section = scanner.next(); section !== null; section = scanner.next()) {
    sections.push(section);
  }
  return sections;
}
