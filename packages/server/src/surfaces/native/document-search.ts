import { z } from 'zod';
import type { Services } from '../../http/services.ts';
import { failures, type NativeApp } from './native-app.ts';

const K_DEFAULT = 10;
const K_MAX = 100;
const LONGEST_QUERY = 10_000;
const MOST_DOCUMENTS = 1_000;

const searchBody = z.object({
  query: z
    .string()
    .max(LONGEST_QUERY)
    .regex(/\S/, 'Must not be blank')
    .describe('A question in plain words, or words to look for.'),
  k: z.number().int().min(1).max(K_MAX).default(K_DEFAULT).describe('How many passages at most.'),
  documents: z
    .array(z.string().min(1).max(128))
    .max(MOST_DOCUMENTS)
    .optional()
    .describe('Ids of the documents to look in; those that you may not read find nothing. Default: all.'),
});

const passage = z.object({
  document: z.string(),
  title: z.string(),
  page: z.number().describe('The first is 1.'),
  heading: z.string().nullable(),
  text: z.string(),
  start: z.number().describe("Where the passage begins in its page's text, in UTF-16 units."),
  end: z.number(),
  score: z.number().describe('Compares passages of one answer and nothing else.'),
});

/** Ranked passages of what the caller may read. Source: CONTRACT.md §4. */
export function documentSearchRoute(app: NativeApp, { searchIndex }: Pick<Services, 'searchIndex'>): void {
  const schema = {
    summary: 'Find passages that answer a question',
    description:
      'Looks in your documents and in those of the server. Best first; a page of usual length gives its best passage only.',
    body: searchBody,
    response: { 200: z.object({ results: z.array(passage) }), ...failures },
  };
  app.post('/documents/search', { schema }, async (request) => {
    const { query, k, documents } = request.body;
    const chosen = documents === undefined ? {} : { documents };
    const hits = await searchIndex.search({ reader: request.identity.owner, text: query, k, ...chosen });
    return {
      results: hits.map(({ document, title, page, heading, text, start, end, score }) => ({
        document,
        title,
        page,
        heading,
        text,
        start,
        end,
        score,
      })),
    };
  });
}
