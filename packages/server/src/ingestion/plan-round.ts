import type { SourceItem } from '../ports/document-sources.ts';
import type { GenerationRecord } from '../ports/search-index.ts';
import { documentId, generationId, hasStamp } from './identity.ts';

export interface Round {
  /** New or changed. */
  readonly read: readonly PlannedItem[];
  /** Documents that the source has no more. */
  readonly remove: readonly string[];
  /** Generations that nobody will finish. */
  readonly discard: readonly string[];
}

export interface PlannedItem {
  readonly item: SourceItem;
  readonly document: string;
  /** The fingerprint of what is current; null for a new document. */
  readonly current: string | null;
}

/** What makes the index as the source is. */
export function planRound(
  source: string,
  items: readonly SourceItem[],
  generations: readonly GenerationRecord[],
): Round {
  const current = new Map(generations.filter(({ published }) => published).map((one) => [one.id, one.fingerprint]));
  const planned = items.map((item) => {
    const document = documentId(source, item.key);
    return { item, document, current: current.get(document) ?? null };
  });
  const there = new Set(planned.map(({ document }) => document));
  const read = planned.filter((one) => one.current === null || !hasStamp(one.current, one.item.stamp));
  const wanted = new Set(read.map(({ item, document }) => generationId(document, item.stamp)));
  const gone = new Set(generations.map(({ id }) => id).filter((id) => !there.has(id)));
  const abandoned = generations.filter(
    ({ id, published, generation }) => !published && !gone.has(id) && !wanted.has(generation),
  );
  return { read, remove: [...gone], discard: abandoned.map(({ generation }) => generation) };
}
