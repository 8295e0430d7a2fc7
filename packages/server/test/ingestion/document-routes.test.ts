import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { tokenFor } from '../http/support/tokens.ts';
import { STRONG_SECRET } from '../security/support/issuer.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { documentClient } from './support/document-client.ts';
import { longPdf } from './support/files.ts';

let server: InProcess;
let ann: ReturnType<typeof documentClient>;
let bob: ReturnType<typeof documentClient>;

beforeAll(async () => {
  const samples = join(import.meta.dirname, '../../../../assistants/jacie/documents');
  server = await startInProcess({
    environment: { DOCUMENTS: samples, DOCUMENT_MAX_MB: '2', JWT_SECRET_KEY: STRONG_SECRET, AUTH_REQUIRED: 'true' },
  });
  const clientOf = async (user: string) =>
    documentClient(server.url, { authorization: `Bearer ${await tokenFor(user, {}, STRONG_SECRET)}` });
  ann = await clientOf('ann');
  bob = await clientOf('bob');
  await ann.idle();
});

afterAll(() => server[Symbol.asyncDispose]());

const text = (name: string, content: string): File => new File([content], name);

verifies('documents:samples', 'indexes the shipped samples of every kind, with their pages', async () => {
  const { documents, next } = await ann.list();
  expect(next).toBeNull();
  expect(Object.fromEntries(documents.map(({ name, pages }) => [name, pages]))).toEqual({
    'deliveries-2025.csv': 1,
    'halden-annual-report-2025.pdf': 5,
    'minutes-2026-01-14.txt': 2,
    'stock-list.xlsx': 2,
    'travel-policy.docx': 2,
    'warranty.md': 1,
    'workshop-hours.html': 1,
  });
  expect(documents.every(({ shared, status }) => shared && status === 'indexed')).toBe(true);
  expect((await ann.status()).sources).toMatchObject([{ name: 'folder', state: 'current', documents: 7, failed: [] }]);
});

verifies('documents:page', 'shows a page as it was read, so that what an answer cites can be looked up', async () => {
  const policy = (await ann.list()).documents.find(({ name }) => name === 'travel-policy.docx');
  const at = (page: number) => ann.page(policy?.id ?? '', page);
  const first = await at(1);
  expect([first.status, await first.json()]).toEqual([
    200,
    expect.objectContaining({ title: 'Travel policy', page: 1, pages: 2, text: expect.stringContaining('Norway') }),
  ]);
  const third = await at(3);
  expect([third.status, await third.json()]).toEqual([
    400,
    expect.objectContaining({ detail: 'The last page of "Travel policy" is 2.' }),
  ]);
});

verifies('documents:upload', 'takes many files at once, reads them, and tells of each how that went', async () => {
  const given = await ann.give(
    text('a.txt', 'one\ftwo'),
    new File([Buffer.from(longPdf(3))], 'b.pdf'),
    text('large.txt', 'large '.repeat(300_000)),
    text('../../c.pdf', '%PDF-1.4 broken'),
  );
  expect(given.map(({ name, status }) => [name, status])).toEqual([
    ['a.txt', 'waiting'],
    ['b.pdf', 'waiting'],
    ['large.txt', 'waiting'],
    ['c.pdf', 'waiting'],
  ]);
  await ann.idle();
  const own = (await ann.list()).documents.filter(({ shared }) => !shared);
  expect(own).toHaveLength(4);
  expect(own).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ name: 'a.txt', status: 'indexed', pages: 2, media_type: 'text/plain' }),
      expect.objectContaining({ name: 'b.pdf', status: 'indexed', pages: 3, title: 'A long report' }),
      expect.objectContaining({ name: 'large.txt', status: 'indexed', bytes: 1_800_000 }),
      expect.objectContaining({ name: 'c.pdf', status: 'failed', problem: 'The PDF is broken.' }),
    ]),
  );
  for (const { id } of own) expect((await ann.remove(id)).status).toBe(204);
});

verifies(
  'documents:owner documents:upload-erased',
  "another owner's documents do not exist, removed ones are gone from the disk",
  async () => {
    const marker = 'unmistakable-marker-93c1';
    const [document] = await ann.give(text('private.txt', `The word is ${marker}.`));
    const id = document?.id ?? '';
    await ann.idle();
    expect((await bob.list()).documents.every(({ shared }) => shared)).toBe(true);
    expect((await bob.get(id)).status).toBe(404);
    expect((await bob.remove(id)).status).toBe(404);
    expect((await ann.get(id)).status).toBe(200);
    expect((await ann.remove(id)).status).toBe(204);
    expect((await ann.get(id)).status).toBe(404);
    expect((await ann.remove(id)).status).toBe(404);
    const files = await readdir(server.folder, { recursive: true, withFileTypes: true });
    const kept = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(kept.length).toBeGreaterThan(1);
    for (const file of kept) expect((await readFile(file)).includes(marker)).toBe(false);
  },
);

verifies('documents:owner', 'nobody removes documents of the server', async () => {
  const [shared] = (await bob.list()).documents;
  const response = await bob.remove(shared?.id ?? '');
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ detail: expect.stringContaining('from the server') });
});

verifies(
  'documents:limits',
  'errors of an upload name the document and the limit, and nothing of the form stays',
  async () => {
    const large = await ann.upload(text('fine.txt', 'fine'), text('large.txt', 'a'.repeat(2_097_153)));
    expect(large.status).toBe(413);
    expect(await large.json()).toMatchObject({ detail: 'large.txt: It is larger than 2097152 bytes.' });
    const many = await ann.upload(...Array.from({ length: 51 }, (_, at) => text(`${at}.txt`, 'a')));
    expect(many.status).toBe(413);
    expect(await many.json()).toMatchObject({ detail: 'A form holds at most 50 documents.' });
    expect((await ann.upload()).status).toBe(400);
    const json = await fetch(`${server.url}/api/v1/documents`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await tokenFor('ann', {}, STRONG_SECRET)}`,
      },
      body: '{}',
    });
    expect(json.status).toBe(415);
    await ann.idle();
    expect((await ann.list()).documents.every(({ shared }) => shared)).toBe(true);
  },
);

verifies('documents:upload', 'lists page by page', async () => {
  const first = await ann.list('?limit=4');
  expect(first.documents).toHaveLength(4);
  const second = await ann.list(`?limit=4&after=${first.next ?? ''}`);
  expect(second.documents).toHaveLength(3);
  expect(second.next).toBeNull();
  expect(new Set([...first.documents, ...second.documents].map(({ id }) => id)).size).toBe(7);
});
