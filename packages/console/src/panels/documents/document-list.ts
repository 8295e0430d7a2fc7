import type { ClientError } from '@parlance/client';
import { client, noteFailure } from '../../app/server.ts';
import { uploadFile } from '../../app/upload.ts';
import { asClientError } from '../../parts/failures.ts';
import { fieldOf, listOf, numberOf, textOf } from '../../parts/json.ts';
import { Store } from '../../parts/store.ts';

export interface DocumentItem {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly status: 'waiting' | 'indexed' | 'failed';
  readonly problem: string;
  /** True where everybody may ask about it, and nobody but its source removes it. */
  readonly isShared: boolean;
  readonly pages: number | null;
}

export interface DocumentsView {
  /** Null until they are read. */
  readonly documents: readonly DocumentItem[] | null;
  /** Names of files on their way to the server. */
  readonly uploading: readonly string[];
  /** What is being read now, in a few words; '' while nothing is. */
  readonly reading: string;
  readonly error: ClientError | null;
}

const PATH = '/api/v1/documents';
const LOOK_MS = 700;

/** The documents that can be asked about, and how far reading new ones is. */
export class DocumentList {
  readonly view = new Store<DocumentsView>({ documents: null, uploading: [], reading: '', error: null });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWatched = false;

  /** Reads them; again, as long as one waits and somebody watches. */
  async read(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const [page, ingestion] = await Promise.all([
        client.api.json({ path: `${PATH}?limit=200` }),
        client.api.json({ path: `${PATH}/ingestion` }),
      ]);
      const documents = listOf(page, 'documents').map(toDocument);
      this.view.update((view) => ({ ...view, documents, reading: readingOf(ingestion) }));
      const isBusy = documents.some(({ status }) => status === 'waiting');
      if (isBusy && this.#isWatched) this.#timer = setTimeout(() => void this.read(), LOOK_MS);
    } catch (error) {
      this.#fail(error);
    }
  }

  async add(files: readonly File[]): Promise<void> {
    this.view.update((view) => ({ ...view, error: null }));
    for (const file of files) {
      this.view.update((view) => ({ ...view, uploading: [...view.uploading, file.name] }));
      try {
        await uploadFile(PATH, file);
      } catch (error) {
        this.#fail(error);
      }
      this.view.update((view) => ({ ...view, uploading: view.uploading.filter((name) => name !== file.name) }));
      await this.read();
    }
  }

  async remove(id: string): Promise<void> {
    try {
      await client.api.json({ method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}` });
      await this.read();
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Keeps up with them until the function that it returns is called. */
  watch(): () => void {
    this.#isWatched = true;
    void this.read();
    return () => {
      this.#isWatched = false;
      clearTimeout(this.#timer);
    };
  }

  #fail(error: unknown): void {
    noteFailure(error);
    this.view.update((view) => ({ ...view, error: asClientError(error) }));
  }
}

function toDocument(json: unknown): DocumentItem {
  const status = textOf(json, 'status');
  const name = textOf(json, 'name');
  return {
    id: textOf(json, 'id'),
    name,
    title: textOf(json, 'title') || name,
    status: status === 'indexed' || status === 'failed' ? status : 'waiting',
    problem: textOf(json, 'problem'),
    isShared: fieldOf(json, 'shared') === true,
    pages: numberOf(json, 'pages'),
  };
}

function readingOf(json: unknown): string {
  const current = fieldOf(json, 'current');
  const name = textOf(current, 'name');
  if (name === '') return '';
  const [done, pages, left] = [
    numberOf(current, 'pages_done') ?? 0,
    numberOf(current, 'pages'),
    numberOf(json, 'seconds_left'),
  ];
  const place = pages === null ? '' : `: page ${done} of ${pages}`;
  return `Reading ${name}${place}${left === null ? '' : `, about ${Math.ceil(left)} s left`}`;
}
