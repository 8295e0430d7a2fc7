import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import type { Services } from '../../http/services.ts';
import { failures, type NativeApp } from './native-app.ts';

const pageParameters = z.object({
  id: z.string().min(1).max(255),
  page: z.coerce.number().int().min(1).max(1_000_000).describe('The first is 1.'),
});

const pageResource = z.object({
  document: z.string(),
  title: z.string(),
  page: z.int(),
  pages: z.int().describe('How many the document has.'),
  heading: z.string().nullable(),
  text: z.string(),
});

/** A page as it was read, so that a passage that an answer cites can be looked up. */
export function documentPageRoute(app: NativeApp, { ingestion, searchIndex }: Services): void {
  const schema = {
    summary: 'Read one page of a document',
    params: pageParameters,
    response: { 200: pageResource, ...failures },
  };
  app.get('/documents/:id/pages/:page', { schema }, async (request) => {
    const { owner } = request.identity;
    const { id, page } = request.params;
    const [document, [found]] = await Promise.all([
      searchIndex.document(owner, id),
      searchIndex.pages(owner, id, page, 1),
    ]);
    if (document === null) {
      const isWaiting = ingestion.uploads(owner).some((upload) => upload.id === id);
      if (isWaiting) throw noPage('The document has not been read.');
      throw new ParlanceError('not_found', 'There is no document of this id.');
    }
    if (found?.page !== page) throw noPage(`The last page of "${document.title}" is ${document.pages}.`);
    return {
      document: id,
      title: document.title,
      page,
      pages: document.pages,
      heading: found.heading,
      text: found.text,
    };
  });
}

function noPage(message: string): ParlanceError {
  return new ParlanceError('validation', message, { field: 'params.page' });
}
