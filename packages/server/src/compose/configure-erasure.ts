import { createErasure } from '../capabilities/erasure/erase-owner.ts';
import type { Engine } from '../engine/engine.ts';
import { ParlanceError } from '../engine/errors.ts';
import type { Erasure } from '../ports/erasure.ts';
import type { MediaLibrary } from '../ports/media.ts';
import type { Store } from '../ports/store.ts';
import type { ConfiguredDocuments } from './configure-documents.ts';

export interface ErasureSettings {
  readonly engine: Engine;
  readonly store: Store;
  readonly media: MediaLibrary;
  readonly documents: ConfiguredDocuments;
}

export function configureErasure({ engine, store, media, documents }: ErasureSettings): Erasure {
  const { ingestion, index } = documents;
  const message = 'New messages of this user keep coming.';
  const busy = (): Error => new ParlanceError('conversation_busy', message, { retryAfter: 1 });
  return createErasure({ engine, store, media, ingestion, index, busy });
}
