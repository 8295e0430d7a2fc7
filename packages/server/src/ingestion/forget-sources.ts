import type { IngestionContext } from './context.ts';

const PAGE = 100;
/** Nobody's name: whoever asks under it sees what is shared, and nothing else. */
const NOBODY = '';

/** Removes the shared documents of sources that are configured no more. */
export async function forgetSources(
  { index, log }: IngestionContext,
  configured: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  let after: string | undefined;
  for (;;) {
    const documents = await index.documents(NOBODY, PAGE, after);
    for (const { id, owner, source } of documents) {
      signal.throwIfAborted();
      if (owner !== null || configured.includes(source)) continue;
      await index.remove(null, id);
      log.info('document_removed', { source, document: id });
    }
    after = documents.at(-1)?.id;
    if (documents.length < PAGE || after === undefined) return;
  }
}
