import './markdown.css';
import { memo, useRef } from 'react';
import { hasReferences, NO_BLOCKS, readBlocks, readWhole, type Block, type Blocks } from './blocks.ts';
import { calmTail } from './calm-tail.ts';
import { renderTokens } from './render.tsx';

interface MarkdownProps {
  readonly text: string;
  /** True while more of it may come. */
  readonly isGrowing: boolean;
}

/** An answer's text. While it grows, only its last block is read and drawn again. */
export const Markdown = memo(function Markdown({ text, isGrowing }: MarkdownProps) {
  const read = useRef<Blocks>(NO_BLOCKS);
  if (isGrowing) {
    // What was closed for show is not what was written: the next text must not be taken for its continuation.
    const written = readBlocks(text, read.current);
    read.current = written;
    return <BlockList blocks={withCalmTail(written)} />;
  }
  read.current = hasReferences(read.current) ? readWhole(text) : readBlocks(text, read.current);
  return <BlockList blocks={read.current.blocks} />;
});

function withCalmTail(written: Blocks): readonly Block[] {
  const last = written.blocks.at(-1);
  const calm = calmTail(written.text);
  if (last === undefined || calm === written.text) return written.blocks;
  const tail = readWhole(calm.slice(last.start)).blocks.map((block) => ({ ...block, start: block.start + last.start }));
  return [...written.blocks.slice(0, -1), ...tail];
}

function BlockList({ blocks }: { readonly blocks: readonly Block[] }) {
  return (
    <div className="markdown">
      {blocks.map((block) => (
        <BlockView key={block.start} block={block} />
      ))}
    </div>
  );
}

const BlockView = memo(function BlockView({ block }: { readonly block: Block }) {
  return renderTokens(block.tokens);
});
