import type { Requirement } from '../requirement.ts';

/** What Parlance promises of finding passages in documents. */
export const retrievalRequirements: readonly Requirement[] = [
  retrieval('words', 'A question finds the passage that has its words, in other forms too, with page and exact span.'),
  retrieval('other-words', 'A question finds what says the same in the other words of its field.'),
  retrieval('periods', 'Fiscal years and quarters are found however they are written.'),
  retrieval('names', 'The document whose name a question says comes before others that say the same.'),
  retrieval('form', 'What a question says about the form of its answer does not lead it away.'),
  retrieval('pages', 'A page of usual length gives its best passage only.'),
  retrieval('owners', "Others' documents are never found, and do not change what is."),
  retrieval('generations', 'A document is found as it was until its new state is whole, and then as that only.'),
  retrieval('repeats', 'A process that comes back goes on with the pages that are there, and no page is there twice.'),
  retrieval('erased', 'No byte of a removed document is left.'),
  retrieval('meaning', 'With EMBEDDING_MODEL what means the same is found too, within what the reader may read.'),
  retrieval('meaning-away', 'While the provider of embeddings is away words are compared only, and it is said so.'),
  retrieval('meaning-model', 'Another model gives all passages other vectors, and vectors of two are never compared.'),
  retrieval('meaning-refused', 'A passage that the model refuses costs no other its vector.'),
  retrieval('route', 'Passages are searched over HTTP, and a question that cannot be is refused by its field.'),
];

function retrieval(name: string, sentence: string): Requirement {
  return { id: `retrieval:${name}`, part: 'retrieval', source: 'DESIGN.md §4', sentence };
}
