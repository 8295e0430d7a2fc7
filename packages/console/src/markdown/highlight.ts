export type CodeKind = 'plain' | 'comment' | 'string' | 'number' | 'keyword';

export interface CodeSpan {
  readonly kind: CodeKind;
  readonly text: string;
}

/** What a line leaves open for the next one: a comment or a string of several lines, by what closes it. */
export type CodeState = '*/' | '`' | '"""' | "'''" | null;

const KEYWORDS = new Set(
  (
    'abstract and as assert async await break case catch class const continue def default del delete do elif else end enum ' +
    'except export extends false False final finally fn for foreach from func function global go if impl implements import in ' +
    'instanceof interface is lambda let loop match mod module mut namespace new nil None not null or package pass private ' +
    'protected pub public raise readonly return select self static struct super switch then this throw true True try type ' +
    'typeof undefined union unless until use using val var void when where while with yield ' +
    'SELECT FROM WHERE INSERT INTO VALUES UPDATE SET DELETE CREATE TABLE JOIN LEFT INNER ON GROUP ORDER BY LIMIT AND OR NOT NULL AS'
  ).split(' '),
);

const HASH_COMMENTS = new Set(
  'py python sh bash zsh shell yaml yml toml ruby rb r perl make dockerfile ini conf'.split(' '),
);
const DASH_COMMENTS = new Set(['sql', 'lua', 'haskell', 'hs']);
const PLAIN = new Set(['', 'text', 'txt', 'plain', 'plaintext', 'output', 'console', 'md', 'markdown', 'csv', 'log']);

/** One piece at a time, each alternative of a bounded shape: time grows with the length of the line alone. */
const PIECE = /"""|'''|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`|\/\*|\/\/|--|#|[A-Za-z_$][\w$]*|\d[\w.]*|\s+|[^\s\w]/g;

/** Colours one line of code well enough for every language: comments, strings, numbers, words that lead. */
export function highlightLine(line: string, language: string, state: CodeState): readonly [CodeSpan[], CodeState] {
  if (PLAIN.has(language)) return [[{ kind: 'plain', text: line }], null];
  const spans: CodeSpan[] = [];
  let open = state;
  let position = 0;
  while (position < line.length) {
    if (open !== null) {
      const end = line.indexOf(open, position);
      const stop = end < 0 ? line.length : end + open.length;
      push(spans, open === '*/' ? 'comment' : 'string', line.slice(position, stop));
      position = stop;
      if (end >= 0) open = null;
      continue;
    }
    PIECE.lastIndex = position;
    const piece = PIECE.exec(line)?.[0] ?? line.slice(position);
    if (startsComment(piece, language)) {
      push(spans, 'comment', line.slice(position));
      return [spans, null];
    }
    if (piece === '/*') {
      open = '*/';
    } else if (piece === '`' || piece === '"""' || piece === "'''") {
      push(spans, 'string', piece);
      position += piece.length;
      open = piece;
    } else {
      push(spans, kindOf(piece), piece);
      position += piece.length;
    }
  }
  return [spans, open];
}

function startsComment(piece: string, language: string): boolean {
  if (piece === '#') return HASH_COMMENTS.has(language);
  if (piece === '--') return DASH_COMMENTS.has(language);
  return piece === '//' && !HASH_COMMENTS.has(language);
}

function kindOf(piece: string): CodeKind {
  if (KEYWORDS.has(piece)) return 'keyword';
  if (/^["']/.test(piece)) return 'string';
  return /^\d/.test(piece) ? 'number' : 'plain';
}

function push(spans: CodeSpan[], kind: CodeKind, text: string): void {
  const last = spans.at(-1);
  if (last?.kind === kind) spans[spans.length - 1] = { kind, text: last.text + text };
  else spans.push({ kind, text });
}
