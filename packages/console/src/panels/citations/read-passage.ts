import type { TurnState } from '@parlance/client';
import { client } from '../../app/server.ts';
import { listOf, textOf } from '../../parts/json.ts';

/** A page's text around the words that are quoted from it. */
export interface Passage {
  readonly before: string;
  /** '' where the quote is not found as it stands. */
  readonly quote: string;
  readonly after: string;
}

type Citation = TurnState['citations'][number];

/** Null where there is no such page, or message, for this reader. */
export async function readPassage({ source, quote = '' }: Citation): Promise<Passage | null> {
  if (source.kind === 'memory') return await readMemory(source.ref);
  if (source.kind !== 'document' || source.page === undefined) return null;
  const id = await documentOf(source.ref);
  if (id === null) return null;
  const page = await client.api.json({ path: `/api/v1/documents/${encodeURIComponent(id)}/pages/${source.page}` });
  return passageOf(textOf(page, 'text'), quote);
}

/** Where a memory comes from: what was said, by whom and when. Its `ref` is `memory/<id>`; other kinds are their quote. */
async function readMemory(ref: string): Promise<Passage | null> {
  const [kind, id = ''] = ref.split('/');
  if (kind !== 'memory') return null;
  const sources = listOf(await client.api.json({ path: `/api/v1/memories/${encodeURIComponent(id)}` }), 'sources');
  const said = sources.map((source) => {
    const time = new Date(textOf(source, 'time')).toLocaleString();
    return `${textOf(source, 'speaker')}, ${time}\n${textOf(source, 'text')}`;
  });
  return { before: said.join('\n\n'), quote: '', after: '' };
}

/** Quotes have their white space folded, so that they are found across lines. */
function passageOf(text: string, quote: string): Passage {
  const words = quote.split(/\s+/).filter((word) => word !== '');
  for (
    let start = text.indexOf(words[0] ?? '');
    words.length > 0 && start >= 0;
    start = text.indexOf(words[0] ?? '', start + 1)
  ) {
    const end = endOf(text, start, words);
    if (end !== null) return { before: text.slice(0, start), quote: text.slice(start, end), after: text.slice(end) };
  }
  return { before: text, quote: '', after: '' };
}

function endOf(text: string, start: number, words: readonly string[]): number | null {
  let at = start;
  for (const [index, word] of words.entries()) {
    while (index > 0 && /\s/.test(text.charAt(at))) at += 1;
    if (!text.startsWith(word, at)) return null;
    at += word.length;
  }
  return at;
}

/** The id of the document of this name. Names are what people cite by; of several the newest is meant. */
async function documentOf(name: string): Promise<string | null> {
  let after = '';
  for (;;) {
    const page = await client.api.json({ path: `/api/v1/documents?limit=200${after}` });
    const found = listOf(page, 'documents').findLast((document) => textOf(document, 'name') === name);
    if (found !== undefined) return textOf(found, 'id');
    const next = textOf(page, 'next');
    if (next === '') return null;
    after = `&after=${encodeURIComponent(next)}`;
  }
}
