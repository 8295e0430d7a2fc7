import { parser, type References, type Token } from './parser.ts';

/** One block at the top of a text, such as a paragraph or a whole list. The same object as long as it has not changed. */
export interface Block {
  /** Where it begins in the text, in UTF-16 units. */
  readonly start: number;
  readonly tokens: readonly Token[];
}

/** A text as far as it has been read. */
export interface Blocks {
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly references: References;
}

export const NO_BLOCKS: Blocks = { text: '', blocks: [], references: {} };

/**
 * Reads a text into blocks. Where it continues the text read before, only what may have changed is read again: from the
 * beginning of the last block on. So a text that grows costs as much as its last block, and every other block is the
 * object that it was. What a growing text cannot know yet are link references that stand below their use; `readWhole`
 * finds them when it has ended.
 */
export function readBlocks(raw: string, before: Blocks): Blocks {
  const text = raw.replaceAll(/\r\n?/g, '\n');
  if (text === before.text) return before;
  const last = before.blocks.at(-1);
  if (last === undefined || !text.startsWith(before.text)) return readWhole(text);
  const kept = before.blocks.slice(0, -1);
  const { references } = before;
  return { text, blocks: [...kept, ...blocksFrom(text, last.start, references)], references };
}

/** Reads a text from its beginning. */
export function readWhole(raw: string): Blocks {
  const text = raw.replaceAll(/\r\n?/g, '\n');
  const references: References = {};
  return { text, blocks: blocksFrom(text, 0, references), references };
}

/** Whether reading the whole text again may show more than reading it piece by piece did. */
export function hasReferences({ references }: Blocks): boolean {
  return references.references !== undefined && Object.keys(references.references).length > 0;
}

function blocksFrom(text: string, from: number, references: References): readonly Block[] {
  const tail = text.slice(from);
  const offsets = lineOffsets(tail);
  const blocks: Block[] = [];
  let tokens: Token[] = [];
  for (const token of parser.parse(tail, references)) {
    tokens.push(token);
    if (token.level === 0 && token.nesting <= 0) {
      const line = tokens[0]?.map?.[0] ?? 0;
      blocks.push({ start: from + (offsets[line] ?? 0), tokens });
      tokens = [];
    }
  }
  return blocks;
}

function lineOffsets(text: string): readonly number[] {
  const offsets = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) offsets.push(end + 1);
  return offsets;
}
