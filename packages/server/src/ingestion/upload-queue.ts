import type { NewUpload, Upload, UploadSpool } from '../ports/document-sources.ts';
import { refusalOf } from './failures.ts';
import { generationId } from './identity.ts';
import { ingestDocument } from './ingest-document.ts';
import type { IngestionContext } from './context.ts';

const SOURCE = 'upload';
/** An upload never changes: another one is another document. */
const STAMP = 'upload';

/** What users handed over, on its way into the index; kept by the spool, so that a lost process loses nothing. */
export class UploadQueue {
  readonly #spool: UploadSpool;
  readonly #context: IngestionContext;
  readonly #kept = new Map<string, Upload>();
  #current: { readonly id: string; readonly abort: AbortController; readonly ended: Promise<void> } | null = null;

  constructor(spool: UploadSpool, context: IngestionContext) {
    this.#spool = spool;
    this.#context = context;
  }

  /** Takes up what an earlier process left. */
  async load(): Promise<void> {
    const all = await this.#spool.all();
    for (const upload of all) this.#kept.set(upload.id, upload);
    this.#context.progress.plan(all.filter(isWaiting).map(({ bytes }) => bytes));
  }

  of(owner: string): readonly Upload[] {
    return [...this.#kept.values()].filter((upload) => upload.owner === owner);
  }

  async keep(upload: NewUpload, content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Upload> {
    const kept = await this.#spool.keep(upload, content, maxBytes);
    this.#kept.set(kept.id, kept);
    this.#context.progress.plan([kept.bytes]);
    return kept;
  }

  /** Reads everything that waits, the oldest first. */
  async drain(signal: AbortSignal): Promise<void> {
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      signal.throwIfAborted();
      const abort = new AbortController();
      const reading = this.#ingest(next, AbortSignal.any([signal, abort.signal]), abort.signal);
      this.#current = { id: next.id, abort, ended: reading.catch(() => undefined) };
      try {
        await reading;
      } finally {
        this.#current = null;
      }
    }
  }

  /** False where the owner has no such upload in here or in the index. */
  async remove(owner: string, id: string): Promise<boolean> {
    const upload = this.#kept.get(id);
    const isOurs = upload?.owner === owner;
    if (isOurs) {
      const isCurrent = this.#current?.id === id;
      if (isCurrent) {
        this.#current?.abort.abort();
        await this.#current?.ended;
      } else if (isWaiting(upload)) this.#context.progress.cancel([upload.bytes]);
      this.#kept.delete(id);
      await this.#spool.remove(id);
    }
    const wasIndexed = await this.#context.index.remove(owner, id);
    return isOurs || wasIndexed;
  }

  #next(): Upload | undefined {
    return this.#kept.values().find(isWaiting);
  }

  async #ingest(upload: Upload, signal: AbortSignal, removal: AbortSignal): Promise<void> {
    const { id, owner, name, bytes } = upload;
    const { progress, log, index } = this.#context;
    progress.begin(name, owner);
    try {
      const file = this.#spool.fileOf(upload);
      const work = { document: id, owner, source: SOURCE, name, file, stamp: STAMP, bytes, current: null };
      const pages = await ingestDocument(this.#context, work, signal, (done, all) => progress.pages(done, all));
      // In this order: what is not in the index yet is never forgotten.
      await this.#spool.remove(id);
      this.#kept.delete(id);
      log.info('document_indexed', { source: SOURCE, document: id, pages });
    } catch (error) {
      const reason = refusalOf(error);
      if (removal.aborted) await index.discard(generationId(id, STAMP));
      else if (reason === null) throw error;
      else {
        this.#kept.set(id, await this.#spool.fail(upload, reason));
        log.warning('document_refused', { source: SOURCE, document: id, reason });
      }
      // Its owner may have removed it: it waits no more.
      if (removal.aborted) this.#kept.delete(id);
    } finally {
      progress.finish(bytes);
    }
  }
}

function isWaiting({ problem }: Upload): boolean {
  return problem === null;
}
