import type { ClientError } from '@parlance/client';
import { client, noteFailure } from '../../app/server.ts';
import { asClientError } from '../../parts/failures.ts';
import { listOf, textOf } from '../../parts/json.ts';
import { Store } from '../../parts/store.ts';

export interface Memory {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly value: string;
  readonly status: string;
  readonly recordedAt: string;
  /** Who found it: rules, a model, or the user by setting it right. */
  readonly extractor: string;
  readonly sources: readonly Source[];
}

export interface Source {
  readonly message: string;
  readonly conversation: string;
  readonly speaker: string;
  readonly time: string;
  readonly text: string;
}

export interface MemoryView {
  /** Null until they are read. */
  readonly memories: readonly Memory[] | null;
  readonly error: ClientError | null;
}

const PATH = '/api/v1/memories';

/** What an assistant remembers of the user. */
export class MemoryList {
  readonly view = new Store<MemoryView>({ memories: null, error: null });

  async read(): Promise<void> {
    await this.#attempt(async () => {
      const memories: Memory[] = [];
      for (let after = ''; ;) {
        const page = await client.api.json({ path: `${PATH}?limit=100${after}` });
        memories.push(...listOf(page, 'memories').map(toMemory));
        const next = textOf(page, 'next');
        if (next === '') break;
        after = `&after=${encodeURIComponent(next)}`;
      }
      this.view.update((view) => ({ ...view, memories }));
    });
  }

  /** Sets one right: what it said before stays in its history. */
  async correct(id: string, value: string): Promise<void> {
    await this.#attempt(async () => {
      await client.api.json({ method: 'PATCH', path: pathOf(id), body: { value } });
      await this.read();
    });
  }

  async forget(id: string): Promise<void> {
    await this.#attempt(async () => {
      await client.api.json({ method: 'DELETE', path: pathOf(id) });
      this.view.update(({ memories, error }) => ({
        memories: (memories ?? []).filter((each) => each.id !== id),
        error,
      }));
    });
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      this.view.update((view) => ({ ...view, error: null }));
      await work();
    } catch (error) {
      noteFailure(error);
      this.view.update((view) => ({ ...view, error: asClientError(error) }));
    }
  }
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}

function toMemory(json: unknown): Memory {
  return {
    id: textOf(json, 'id'),
    type: textOf(json, 'type'),
    text: textOf(json, 'text'),
    value: textOf(json, 'value'),
    status: textOf(json, 'status'),
    recordedAt: textOf(json, 'recorded_at'),
    extractor: textOf(json, 'extractor'),
    sources: listOf(json, 'sources').map(toSource),
  };
}

function toSource(json: unknown): Source {
  return {
    message: textOf(json, 'message'),
    conversation: textOf(json, 'conversation'),
    speaker: textOf(json, 'speaker'),
    time: textOf(json, 'time'),
    text: textOf(json, 'text'),
  };
}
