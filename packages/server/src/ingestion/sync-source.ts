import type { DocumentSource, SourceItem } from '../ports/document-sources.ts';
import { SourceUnavailable } from '../ports/document-sources.ts';
import type { SourceStatus } from '../ports/ingestion.ts';
import { refusalOf } from './failures.ts';
import { documentId } from './identity.ts';
import { ingestDocument } from './ingest-document.ts';
import type { IngestionContext } from './context.ts';
import { planRound, type PlannedItem } from './plan-round.ts';

const SHOWN_FAILURES = 100;

/** One source, and what is known of it. */
export class SyncedSource {
  readonly #source: DocumentSource;
  readonly #context: IngestionContext;
  /** Documents that were looked at and not taken, or found unchanged under a new stamp, by id: not read again until they change. */
  readonly #settled = new Map<
    string,
    { readonly name: string; readonly stamp: string; readonly reason: string | null }
  >();
  #state: SourceStatus['state'] = 'unseen';
  #seenAt: number | null = null;
  #documents = 0;

  constructor(source: DocumentSource, context: IngestionContext) {
    this.#source = source;
    this.#context = context;
  }

  status(): SourceStatus {
    const { name, place } = this.#source;
    const failed = [...this.#settled.values()].flatMap(({ name: file, reason }) =>
      reason === null ? [] : [{ name: file, reason }],
    );
    return {
      name,
      place,
      state: this.#state,
      seenAt: this.#seenAt,
      // Of a first round, failures are known before the number of documents is.
      documents: Math.max(0, this.#documents - failed.length),
      failed: failed.slice(0, SHOWN_FAILURES),
      failedTotal: failed.length,
    };
  }

  /** Makes the index as the source is now; `between` runs before each document. A source that is away changes nothing. */
  async sync(signal: AbortSignal, between: () => Promise<void>): Promise<void> {
    let items: readonly SourceItem[];
    try {
      items = await this.#source.list(signal);
    } catch (error) {
      if (!(error instanceof SourceUnavailable)) throw error;
      return this.#lost(error);
    }
    const { clock, index, log } = this.#context;
    if (this.#state === 'unavailable') log.info('documents_source_back', { source: this.#source.name });
    const round = planRound(this.#source.name, items, await index.generations(null, this.#source.name));
    this.#forget(items);
    const due = round.read.filter(({ document, item }) => this.#settled.get(document)?.stamp !== item.stamp);
    for (const generation of round.discard) await index.discard(generation);
    for (const document of round.remove) {
      await index.remove(null, document);
      log.info('document_removed', { source: this.#source.name, document });
    }
    this.#context.progress.plan(due.map(({ item }) => item.bytes));
    let isWhole = true;
    for (const [at, planned] of due.entries()) {
      await between();
      if (signal.aborted || !isWhole) this.#context.progress.cancel(due.slice(at).map(({ item }) => item.bytes));
      signal.throwIfAborted();
      if (!isWhole) return;
      isWhole = await this.#ingest(planned, signal);
    }
    this.#state = 'current';
    this.#seenAt = clock.now();
    this.#documents = items.length;
  }

  /** False where the source went away meanwhile. */
  async #ingest({ item, document, current }: PlannedItem, signal: AbortSignal): Promise<boolean> {
    const { progress, log, clock } = this.#context;
    const { name: source } = this.#source;
    const startedAt = clock.elapsed();
    progress.begin(item.name, null);
    try {
      await using opened = await this.#source.open(item, signal);
      const work = { document, owner: null, source, current, file: opened.file, ...item };
      const pages = await ingestDocument(this.#context, work, signal, (done, all) => progress.pages(done, all));
      if (pages === null) this.#settled.set(document, { name: item.key, stamp: item.stamp, reason: null });
      else log.info('document_indexed', { source, name: item.key, pages, duration_ms: clock.elapsed() - startedAt });
      return true;
    } catch (error) {
      if (error instanceof SourceUnavailable) {
        this.#lost(error);
        return false;
      }
      const reason = refusalOf(error);
      if (reason === null) throw error;
      this.#settled.set(document, { name: item.key, stamp: item.stamp, reason });
      log.warning('document_refused', { source, name: item.key, reason });
      return true;
    } finally {
      progress.finish(item.bytes);
    }
  }

  #lost(error: SourceUnavailable): void {
    if (this.#state !== 'unavailable') {
      this.#context.log.warning('documents_source_unavailable', { source: this.#source.name, reason: error.message });
    }
    this.#state = 'unavailable';
  }

  #forget(items: readonly SourceItem[]): void {
    const there = new Set(items.map(({ key }) => documentId(this.#source.name, key)));
    for (const id of this.#settled.keys()) if (!there.has(id)) this.#settled.delete(id);
  }
}
