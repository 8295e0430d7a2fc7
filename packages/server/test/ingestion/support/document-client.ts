import { expect, vi } from 'vitest';
import { z } from 'zod';
import { documentResource, documentsPage, ingestionResource } from '../../../src/surfaces/native/document-schemas.ts';

export type DocumentResource = z.output<typeof documentResource>;
export type IngestionResource = z.output<typeof ingestionResource>;

const accepted = z.object({ documents: z.array(documentResource) });

/** The routes for documents, as a user of the native API calls them. */
export function documentClient(base: string, headers: Readonly<Record<string, string>> = {}) {
  const at = (path: string): string => `${base}/api/v1/documents${path}`;
  const upload = async (...files: readonly File[]): Promise<Response> => {
    const form = new FormData();
    for (const file of files) form.append('file', file);
    // As curl and browsers send it, with its length.
    const encoded = new Response(form);
    const type = encoded.headers.get('content-type') ?? '';
    const body = await encoded.arrayBuffer();
    return await fetch(at(''), { method: 'POST', body, headers: { ...headers, 'content-type': type } });
  };
  const list = async (query = ''): Promise<z.output<typeof documentsPage>> =>
    documentsPage.parse(await (await fetch(at(query), { headers })).json());
  const status = async (): Promise<IngestionResource> =>
    ingestionResource.parse(await (await fetch(at('/ingestion'), { headers })).json());
  return {
    upload,
    list,
    status,
    /** Uploads, and resolves with the resources of what was accepted. */
    give: async (...files: readonly File[]): Promise<readonly DocumentResource[]> => {
      const response = await upload(...files);
      expect(response.status).toBe(202);
      return accepted.parse(await response.json()).documents;
    },
    get: (id: string) => fetch(at(`/${id}`), { headers }),
    page: (id: string, page: number) => fetch(at(`/${id}/pages/${page}`), { headers }),
    remove: (id: string) => fetch(at(`/${id}`), { method: 'DELETE', headers }),
    /** Resolves when nothing waits and no source is unseen. */
    idle: async (): Promise<void> => {
      await vi.waitFor(
        async () => {
          const { state, sources } = await status();
          const { documents } = await list();
          expect(state).toBe('idle');
          expect(documents.filter((one) => one.status === 'waiting')).toEqual([]);
          expect(sources.filter((source) => source.state === 'unseen')).toEqual([]);
        },
        { timeout: 60_000, interval: 30 },
      );
    },
  };
}
