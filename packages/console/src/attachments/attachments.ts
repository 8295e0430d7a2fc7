import { uploadFile } from '../app/upload.ts';
import { asClientError } from '../parts/failures.ts';
import { textOf } from '../parts/json.ts';
import { Store } from '../parts/store.ts';

/** A file that is to go with a message. */
export interface Attachment {
  readonly key: number;
  readonly name: string;
  readonly state: 'uploading' | 'ready' | 'refused';
  /** The server's id; '' until it is ready. */
  readonly id: string;
  /** Why it was refused. */
  readonly problem: string;
  /** Of an image, an address in this page; null of others. */
  readonly preview: string | null;
}

/** So many files go with a message at most. */
export const MOST_FILES = 10;

/** Files are sent to the server as soon as they are chosen, so that the message itself goes at once. */
export class Attachments {
  readonly list = new Store<readonly Attachment[]>([]);
  /** How many of the files that were chosen last were one too many. */
  readonly leftOut = new Store(0);
  readonly #uploads = new Map<number, AbortController>();
  #keys = 0;

  add(files: Iterable<File>): void {
    const chosen = [...files];
    if (chosen.length === 0) return;
    const room = MOST_FILES - this.list.get().filter(({ state }) => state !== 'refused').length;
    for (const file of chosen.slice(0, room)) void this.#upload(file);
    this.leftOut.set(Math.max(0, chosen.length - room));
  }

  remove(key: number): void {
    this.#uploads.get(key)?.abort();
    const gone = this.list.get().find((each) => each.key === key);
    if (typeof gone?.preview === 'string') URL.revokeObjectURL(gone.preview);
    this.list.update((list) => list.filter((each) => each.key !== key));
  }

  /** Takes away what has gone with a message, or was to go without. */
  sent(gone: readonly Attachment[]): void {
    for (const { key } of gone) this.remove(key);
    this.leftOut.set(0);
  }

  async #upload(file: File): Promise<void> {
    this.#keys += 1;
    const key = this.#keys;
    const upload = new AbortController();
    this.#uploads.set(key, upload);
    const preview = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
    const name = file.name === '' ? 'Pasted image' : file.name;
    this.list.update((list) => [...list, { key, name, state: 'uploading', id: '', problem: '', preview }]);
    try {
      const id = textOf(await uploadFile('/api/v1/media', file, upload.signal), 'id');
      this.#change(key, { state: 'ready', id });
    } catch (error) {
      this.#change(key, { state: 'refused', problem: asClientError(error).message });
    } finally {
      this.#uploads.delete(key);
    }
  }

  #change(key: number, changes: Partial<Attachment>): void {
    this.list.update((list) => list.map((each) => (each.key === key ? { ...each, ...changes } : each)));
  }
}
