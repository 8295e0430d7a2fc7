import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { Skipped } from '../failure.ts';
import { expectBody, expectProblem, expectStatus, expectThat } from '../reply.ts';
import type { Step } from '../step.ts';
import type { World } from '../world.ts';

const MEDIA = '/api/v1/media';
const DOCUMENTS = '/api/v1/documents';
/** A PNG of one pixel. */
const IMAGE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const DOCUMENT = z.object({ id: z.string(), name: z.string(), status: z.string(), shared: z.boolean() });

const WORDS = 'A lighthouse keeper counts ships.';
/** How long reading may take where nothing else is being read. */
const READING_MS = 20_000;
const LOOK_EVERY_MS = 100;

/** The document, once it has been read or that takes too long. */
async function readDocument({ ask }: World, path: string): Promise<z.infer<typeof DOCUMENT>> {
  for (const start = performance.now(); ;) {
    const document = expectBody(await ask({ path }), 200, DOCUMENT);
    if (document.status !== 'waiting' || performance.now() - start > READING_MS) return document;
    await setTimeout(LOOK_EVERY_MS);
  }
}

function formWith(name: string, content: string | Uint8Array<ArrayBuffer>): FormData {
  const form = new FormData();
  form.append('file', new File([content], name));
  return form;
}

export const fileSteps: readonly Step[] = [
  {
    operation: `POST ${MEDIA}`,
    title: 'takes an image',
    run: async (world) => {
      const reply = await world.ask({ path: MEDIA, form: formWith('probe.png', IMAGE) });
      const { id } = expectBody(reply, 201, z.object({ id: z.string(), media_type: z.literal('image/png') }));
      world.atEnd(`${MEDIA}/${id}`);
      world.keep('media', id);
    },
  },
  {
    operation: `POST ${MEDIA}`,
    title: 'refuses what is no image and no PDF',
    run: async ({ ask }) => expectProblem(await ask({ path: MEDIA, form: formWith('probe.png', 'words') }), 415),
  },
  {
    operation: `GET ${MEDIA}/{id}`,
    title: 'tells what it is',
    run: async (world) => {
      const reply = await world.ask({ path: `${MEDIA}/${world.kept('media')}` });
      expectBody(reply, 200, z.object({ bytes: z.literal(IMAGE.length) }));
    },
  },
  {
    operation: `GET ${MEDIA}/{id}/content`,
    title: 'gives its bytes, as an attachment',
    run: async (world) => {
      const reply = await world.ask({ path: `${MEDIA}/${world.kept('media')}/content` });
      expectStatus(reply, 200);
      expectThat(reply.header('content-disposition').startsWith('attachment'), 'is shown, not saved');
    },
  },
  {
    operation: `DELETE ${MEDIA}/{id}`,
    title: 'removes it',
    run: async (world) => {
      const path = `${MEDIA}/${world.kept('media')}`;
      expectStatus(await world.ask({ method: 'DELETE', path }), 204);
      expectProblem(await world.ask({ path }), 404);
    },
  },
  {
    operation: `POST ${DOCUMENTS}`,
    title: 'takes a document',
    run: async (world) => {
      const reply = await world.ask({
        path: DOCUMENTS,
        form: formWith(`${world.run}.txt`, WORDS),
      });
      const { documents } = expectBody(reply, 202, z.object({ documents: z.array(DOCUMENT).length(1) }));
      world.keep('document', documents[0]?.id ?? '');
      world.atEnd(`${DOCUMENTS}/${world.kept('document')}`);
    },
  },
  {
    operation: `GET ${DOCUMENTS}`,
    title: 'lists documents',
    run: async ({ ask }) =>
      void expectBody(await ask({ path: DOCUMENTS }), 200, z.object({ documents: z.array(DOCUMENT) })),
  },
  {
    operation: `GET ${DOCUMENTS}/ingestion`,
    title: 'tells how far reading has got',
    run: async ({ ask }) => {
      const status = z.object({
        state: z.string(),
        total: z.number(),
        done: z.number(),
        sources: z.array(z.unknown()),
      });
      expectBody(await ask({ path: `${DOCUMENTS}/ingestion` }), 200, status);
    },
  },
  {
    operation: `POST ${DOCUMENTS}/search`,
    title: 'finds passages, best first',
    run: async ({ ask }) => {
      const reply = await ask({ path: `${DOCUMENTS}/search`, body: { query: 'lighthouse', k: 3 } });
      const { results } = expectBody(
        reply,
        200,
        z.object({ results: z.array(z.object({ text: z.string(), score: z.number() })) }),
      );
      expectThat(
        results.every(({ score }, at) => score <= (results[at - 1]?.score ?? score)),
        'has a worse one first',
      );
    },
  },
  {
    operation: `GET ${DOCUMENTS}/{id}`,
    title: 'tells where one is',
    run: async (world) =>
      void expectBody(await world.ask({ path: `${DOCUMENTS}/${world.kept('document')}` }), 200, DOCUMENT),
  },
  {
    operation: `GET ${DOCUMENTS}/{id}/pages/{page}`,
    title: 'reads a page, once the document has been read',
    run: async (world) => {
      const path = `${DOCUMENTS}/${world.kept('document')}`;
      const { status } = await readDocument(world, path);
      if (status !== 'indexed') throw new Skipped(`the document is ${status}: others are read before it`);
      const page = z.object({ page: z.literal(1), pages: z.literal(1), text: z.literal(WORDS) });
      expectBody(await world.ask({ path: `${path}/pages/1` }), 200, page);
      expectProblem(await world.ask({ path: `${path}/pages/2` }), 400);
    },
  },
  {
    operation: `DELETE ${DOCUMENTS}/{id}`,
    title: 'removes it',
    run: async (world) => {
      const path = `${DOCUMENTS}/${world.kept('document')}`;
      expectStatus(await world.ask({ method: 'DELETE', path }), 204);
      expectProblem(await world.ask({ path }), 404);
    },
  },
];
