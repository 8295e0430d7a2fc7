/** Something to type, and what the page shows of its answer. */
export interface Example {
  /** One command line or several; they may set what later ones of the page use. */
  readonly command: string;
  /** Null where nothing is shown. */
  readonly shown: { readonly kind: 'json' | 'text'; readonly text: string } | null;
}

interface Block {
  readonly language: string;
  readonly text: string;
  /** True where nothing stands between it and the block before. */
  readonly isNext: boolean;
}

/**
 * What a page tells its reader to type at a running server, in order: blocks of the language `sh`, with a block of `json`
 * or `text` right behind as their answer, and `console`, where commands begin with `$ `. Blocks that neither ask
 * nor begin anything (`npm ci`, say) are left out.
 */
export function examplesIn(page: string): readonly Example[] {
  let end = -1;
  const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```\n/gm)].map(
    ({ 0: whole, 1: language = '', 2: text = '', index }) => {
      const isNext = end >= 0 && page.slice(end, index).trim() === '';
      end = index + whole.length;
      return { language, text, isNext } satisfies Block;
    },
  );
  return blocks.flatMap((block, index) => {
    if (block.language === 'console') return examplesOfConsole(block.text);
    if (block.language !== 'sh' || !isAsking(block.text)) return [];
    return [{ command: block.text, shown: shownBy(blocks[index + 1]) }];
  });
}

/** True for commands that need a server, or make what such commands need. */
export function isAsking(command: string): boolean {
  return /\bcurl\b|npm run --silent/.test(command);
}

function shownBy(next: Block | undefined): Example['shown'] {
  if (next?.isNext !== true || (next.language !== 'json' && next.language !== 'text')) return null;
  return { kind: next.language, text: next.text };
}

function examplesOfConsole(text: string): readonly Example[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part): Example => {
      const end = part.indexOf('\n');
      const shown = part.slice(end + 1);
      return { command: part.slice(0, end), shown: shown.trim() === '' ? null : { kind: 'text', text: shown } };
    });
}
