import MarkdownIt from 'markdown-it';

/** The only schemes that a link in an answer may have. Source: FAULTS.md S08. */
const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

/** Whether text of strangers may link there. Addresses without a scheme are refused: they would lead into this page. */
export function isSafeLink(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && SCHEMES.has(url.protocol);
}

/** CommonMark with tables and strike-through. HTML is text; a link that may not be one stays as it was written. */
export const parser = new MarkdownIt({ html: false, linkify: true, typographer: false });
parser.validateLink = isSafeLink;
// A bare name such as README.md is no address, although .md is a country.
parser.linkify.set({ fuzzyLink: false, fuzzyEmail: false });

const REFERENCE = /\[([a-z]{1,2}\d{1,3})\](?![(:[])/y;

/** `[d1]` and its like are references to sources, unless they begin a link. */
parser.inline.ruler.before('link', 'reference', (state, isSilent) => {
  REFERENCE.lastIndex = state.pos;
  const id = REFERENCE.exec(state.src)?.[1];
  if (id === undefined) return false;
  if (!isSilent) state.push('reference', '', 0).content = id;
  state.pos += id.length + 2;
  return true;
});

export type Token = ReturnType<typeof parser.parse>[number];
/** Link references of one text, filled while it is parsed. */
export type References = NonNullable<Parameters<typeof parser.parse>[1]>;
