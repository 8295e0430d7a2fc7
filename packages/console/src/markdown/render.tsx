import type { ReactNode } from 'react';
import { CodeBlock } from './code-block.tsx';
import { isSafeLink, type Token } from './parser.ts';

/**
 * Tokens as elements. Text becomes text nodes and nothing else: there is no way from an answer to HTML, whatever it
 * holds. Unknown tokens are shown as their text.
 */
export function renderTokens(tokens: readonly Token[]): readonly ReactNode[] {
  return renderUntil({ tokens, position: 0 }, null);
}

interface Reading {
  readonly tokens: readonly Token[];
  position: number;
}

/** Everything up to the token that closes `open`; nesting is bounded by the parser. */
function renderUntil(reading: Reading, open: Token | null): readonly ReactNode[] {
  const nodes: ReactNode[] = [];
  while (reading.position < reading.tokens.length) {
    const token = reading.tokens[reading.position];
    reading.position += 1;
    if (token === undefined || (open !== null && token.nesting < 0)) break;
    const key = nodes.length;
    if (token.nesting > 0) nodes.push(wrap(token, renderUntil(reading, token), key));
    else nodes.push(leaf(token, key));
  }
  return nodes;
}

function wrap(token: Token, children: readonly ReactNode[], key: number): ReactNode {
  // Items of a list without blank lines hold paragraphs that are not to be seen.
  if (token.hidden) return <span key={key}>{children}</span>;
  switch (token.type) {
    case 'paragraph_open':
      return (
        <p key={key} dir={directionOf(token)}>
          {children}
        </p>
      );
    case 'heading_open':
      return <Heading key={key} token={token} children={children} />;
    case 'bullet_list_open':
      return (
        <ul key={key} dir={directionOf(token)}>
          {children}
        </ul>
      );
    case 'ordered_list_open':
      return (
        <ol key={key} start={Number(token.attrGet('start') ?? 1)} dir={directionOf(token)}>
          {children}
        </ol>
      );
    case 'list_item_open':
      return <li key={key}>{children}</li>;
    case 'blockquote_open':
      return (
        <blockquote key={key} dir={directionOf(token)}>
          {children}
        </blockquote>
      );
    case 'strong_open':
      return <strong key={key}>{children}</strong>;
    case 'em_open':
      return <em key={key}>{children}</em>;
    case 's_open':
      return <s key={key}>{children}</s>;
    case 'link_open':
      return (
        <SafeLink key={key} address={attribute(token, 'href')}>
          {children}
        </SafeLink>
      );
    default:
      return wrapTable(token, children, key);
  }
}

function wrapTable(token: Token, children: readonly ReactNode[], key: number): ReactNode {
  switch (token.type) {
    case 'table_open':
      return (
        <div key={key} className="table" tabIndex={0} role="region" aria-label="Table">
          <table dir={directionOf(token)}>{children}</table>
        </div>
      );
    case 'thead_open':
      return <thead key={key}>{children}</thead>;
    case 'tbody_open':
      return <tbody key={key}>{children}</tbody>;
    case 'tr_open':
      return <tr key={key}>{children}</tr>;
    case 'th_open':
      return (
        <th key={key} className={alignment(token)}>
          {children}
        </th>
      );
    case 'td_open':
      return (
        <td key={key} className={alignment(token)}>
          {children}
        </td>
      );
    default:
      return <span key={key}>{children}</span>;
  }
}

/**
 * Each outermost block runs as its first letter says, and marks and columns inside it with it. A direction of its own on
 * what is inside would hide that from the block; the style sheet lets lines there run by themselves.
 */
function directionOf(token: Token): 'auto' | undefined {
  return token.level === 0 ? 'auto' : undefined;
}

function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? '');
}

function alignment(token: Token): string {
  const style = attribute(token, 'style');
  return style.endsWith('right') ? 'right' : style.endsWith('center') ? 'center' : '';
}

function leaf(token: Token, key: number): ReactNode {
  switch (token.type) {
    case 'inline':
      return <span key={key}>{renderTokens(token.children ?? [])}</span>;
    case 'fence':
      return <CodeBlock key={key} code={token.content} language={token.info.trim().split(/\s/)[0] ?? ''} />;
    case 'code_block':
      return <CodeBlock key={key} code={token.content} language="" />;
    case 'code_inline':
      return <code key={key}>{token.content}</code>;
    case 'softbreak':
      return '\n';
    case 'hardbreak':
      return <br key={key} />;
    case 'hr':
      return <hr key={key} />;
    case 'reference':
      return <Reference key={key} id={token.content} />;
    case 'image':
      return <ImageLink key={key} address={attribute(token, 'src')} text={token.content} />;
    default:
      return token.content;
  }
}

function Heading({ token, children }: { readonly token: Token; readonly children: ReactNode }) {
  const level = Number(token.tag.slice(1));
  // The page has headings of its own above; an answer's begin below them.
  const Tag = level <= 1 ? 'h3' : level === 2 ? 'h4' : level === 3 ? 'h5' : 'h6';
  return <Tag dir={directionOf(token)}>{children}</Tag>;
}

/** A link that leads out, and tells nobody where it was followed. What may not be a link is its text. */
export function SafeLink({ address, children }: { readonly address: string; readonly children: ReactNode }) {
  if (!isSafeLink(address)) return <span>{children}</span>;
  return (
    <a href={address} title={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** Images of answers are never loaded: an address alone can carry away what was said here. */
function ImageLink({ address, text }: { readonly address: string; readonly text: string }) {
  return (
    <SafeLink address={address}>
      <span className="image-link">{text === '' ? 'Image' : `Image: ${text}`}</span>
    </SafeLink>
  );
}

/** A reference to a source, such as `[d1]`. Whoever shows the sources makes it lead there; until then it is its text. */
function Reference({ id }: { readonly id: string }) {
  return (
    <button type="button" className="reference" data-reference={id}>
      [{id}]
    </button>
  );
}
