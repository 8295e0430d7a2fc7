import type { Citation } from '@parlance/wire';
import { quoteFor } from '../../../retrieval/text/quote.ts';
import type { OfferedBlock } from './block.ts';

/** The event that names what the answer rests on: the message, or the memory with its messages behind it. */
export function citationOf(block: OfferedBlock, statement: string): Citation {
  const quote = quoteFor(statement, block.text) ?? block.text;
  return {
    type: 'citation',
    id: block.id,
    source: { kind: 'memory', title: titleOf(block), ref: refOf(block) },
    quote,
  };
}

/** `message/<id>`, `memory/<id>` …: the kind says where the id is to be looked up. */
function refOf({ section, ref }: OfferedBlock): string {
  return `${section}/${ref}`;
}

function titleOf({ section, about, sources }: OfferedBlock): string {
  const [source] = sources;
  const said = source === undefined ? '' : `, ${new Date(source.time).toISOString().slice(0, 10)}`;
  switch (section) {
    case 'summary':
      return `Summary of the conversation${said}`;
    case 'relation':
      return `Relation${said}`;
    case 'memory':
      return `Memory${said}`;
    case 'message':
      return `Message of ${about['from'] ?? 'this conversation'}${said}`;
  }
}
