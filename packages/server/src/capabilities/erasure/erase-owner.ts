import type { Engine } from '../../engine/engine.ts';
import type { Erasure } from '../../ports/erasure.ts';
import type { Ingestion } from '../../ports/ingestion.ts';
import type { MediaLibrary } from '../../ports/media.ts';
import type { SearchIndex } from '../../ports/search-index.ts';
import type { Store } from '../../ports/store.ts';

/** How often everything is looked at again, because something new came in meanwhile. */
const ROUNDS = 5;
const PAGE = 100;

export interface ErasureParts {
  readonly engine: Pick<Engine, 'conversations' | 'openTurns' | 'cancel' | 'deleteConversation'>;
  readonly store: Pick<Store, 'commit' | 'scrub'>;
  readonly media: Pick<MediaLibrary, 'removeAll'>;
  readonly ingestion: Pick<Ingestion, 'uploads' | 'remove'>;
  readonly index: Pick<SearchIndex, 'documents' | 'scrub'>;
  /** What is thrown where new messages keep coming. */
  readonly busy: () => Error;
}

export function createErasure(parts: ErasureParts): Erasure {
  return {
    erase: async (owner) => {
      // All of them first, so that nothing is written any more while the rest goes.
      for await (const id of conversationsOf(parts, owner)) await cancelIn(parts, owner, id);
      for (let round = 0; round < ROUNDS; round += 1) {
        for await (const id of conversationsOf(parts, owner)) await parts.engine.deleteConversation(owner, id);
        await removeDocuments(parts, owner);
        await parts.media.removeAll(owner);
        const [outcome] = await parts.store.commit([{ writes: [{ kind: 'owner.erase', owner }] }]);
        if (outcome?.committed === true) return scrub(parts);
        if (outcome?.reason !== 'busy')
          throw new Error(`The store refused owner.erase: ${outcome?.reason ?? 'silence'}`);
      }
      throw parts.busy();
    },
  };
}

/** Also where nothing was removed now: an earlier try may have stopped before it. */
async function scrub({ store, index }: ErasureParts): Promise<void> {
  await index.scrub();
  await store.scrub();
}

/** Their ids, page by page; a page is read before any of it is removed. */
async function* conversationsOf({ engine }: ErasureParts, owner: string): AsyncIterable<string> {
  let before: { readonly updatedAt: number; readonly id: string } | undefined;
  do {
    const page = await engine.conversations(owner, { limit: PAGE, ...(before === undefined ? {} : { before }) });
    yield* page.map(({ id }) => id);
    before = page.length === PAGE ? page.at(-1) : undefined;
  } while (before !== undefined);
}

async function cancelIn({ engine }: ErasureParts, owner: string, conversation: string): Promise<void> {
  // The newest first, so that none begins to run because the one before it ended.
  for (const { id } of (await engine.openTurns(owner, conversation)).toReversed()) {
    await engine.cancel(owner, id, 'erasure');
  }
}

async function removeDocuments({ ingestion, index }: ErasureParts, owner: string): Promise<void> {
  for (const { id } of ingestion.uploads(owner)) await ingestion.remove(owner, id);
  let after: string | undefined;
  do {
    const page = await index.documents(owner, PAGE, after);
    for (const record of page) if (record.owner === owner) await ingestion.remove(owner, record.id);
    after = page.length === PAGE ? page.at(-1)?.id : undefined;
  } while (after !== undefined);
}
