import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { createS3Source } from '../../src/adapters/documents/s3-source.ts';
import { listPage } from '../../src/adapters/documents/s3-listing.ts';
import { SourceUnavailable } from '../../src/ports/document-sources.ts';
import { temporaryFolder, type TemporaryFolder } from './support/folder.ts';
import { startIngesting } from './support/ingest.ts';
import { memoryIndex, type MemoryIndex } from './support/memory-index.ts';
import { startS3 } from './support/s3.ts';

let folder: TemporaryFolder;
let index: MemoryIndex;

beforeEach(async () => {
  folder = await temporaryFolder();
  index = memoryIndex();
});

afterEach(() => folder.remove());

verifies('documents:s3 documents:changes', 'follows a bucket below its prefix: new, changed, gone', async () => {
  await using s3 = await startS3(folder.path);
  await s3.put('reports/2018/a (final) b+c.txt', 'first');
  await s3.put('reports/broken.pdf', '%PDF-1.4 broken');
  await s3.put('elsewhere/x.txt', 'not ours');
  await using ingesting = await startIngesting(index, folder.path, [s3.source('reports/')]);
  await ingesting.round();
  expect(index.current()).toEqual({ 'a (final) b+c.txt': ['first'] });
  expect(ingesting.ingestion.status('anybody').sources[0]).toMatchObject({
    place: 's3://papers/reports/',
    state: 'current',
    documents: 1,
    failed: [{ name: 'reports/broken.pdf', reason: 'The PDF is broken.' }],
  });
  const portions = index.portions();
  await ingesting.round();
  expect(index.portions()).toBe(portions);
  await s3.put('reports/2018/a (final) b+c.txt', 'second');
  await s3.put('reports/large.txt', 'a'.repeat(1_000_001));
  await s3.delete('reports/broken.pdf');
  await ingesting.round();
  expect(index.current()).toEqual({ 'a (final) b+c.txt': ['second'] });
  expect(ingesting.ingestion.status('anybody').sources[0]?.failed).toEqual([
    { name: 'reports/large.txt', reason: 'It is larger than 1000000 bytes.' },
  ]);
});

verifies(
  'documents:s3-away',
  'answers from what it has while the bucket is away, says so, and goes on after',
  async () => {
    await using s3 = await startS3(folder.path);
    await s3.put('a.txt', 'kept');
    await using ingesting = await startIngesting(index, folder.path, [s3.source()]);
    await ingesting.round();
    await s3.stop();
    await ingesting.round();
    await ingesting.round();
    expect(index.current()).toEqual({ 'a.txt': ['kept'] });
    const [away] = ingesting.ingestion.status('anybody').sources;
    expect(away).toMatchObject({ state: 'unavailable', seenAt: expect.any(Number) });
    expect(ingesting.log.filter(({ event }) => event === 'documents_source_unavailable')).toHaveLength(1);
    await s3.resume();
    await s3.put('b.txt', 'new');
    await ingesting.round();
    expect(index.current()).toEqual({ 'a.txt': ['kept'], 'b.txt': ['new'] });
  },
);

async function serve(answer: (path: string) => { status: number; headers?: Record<string, string>; body?: string }) {
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { status, headers = {}, body = '' } = answer(request.url ?? '');
    response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('No port.');
  return {
    asked,
    url: `http://127.0.0.1:${bound.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const bucketAt = (endpoint: string) =>
  createS3Source({ bucket: 'papers', prefix: '', endpoint, region: 'x', credentials: null, maxBytes: 1_000 });

verifies(
  'documents:s3-redirects',
  'follows no redirect of the endpoint, neither of a listing nor of an object',
  async () => {
    await using trap = await serve(() => ({ status: 200, body: 'caught' }));
    await using bad = await serve((path) => ({ status: 307, headers: { location: `${trap.url}${path}` } }));
    const source = bucketAt(bad.url);
    const { signal } = new AbortController();
    await expect(source.list(signal)).rejects.toThrow(SourceUnavailable);
    const item = { key: 'a.txt', name: 'a.txt', stamp: '1', bytes: 1 };
    await expect(source.open(item, signal)).rejects.toThrow('status 307');
    const outside = { ...item, key: 'a/../../secrets/b.txt' };
    await expect(source.open(outside, signal)).rejects.toThrow('no path within the bucket');
    expect(trap.asked).toEqual([]);
    expect(bad.asked).toHaveLength(2);
  },
);

verifies(
  'documents:s3-away',
  'takes nothing but a whole listing for one: else a fault would empty the index',
  async () => {
    await using page = await serve(() => ({ status: 200, body: '<html><body>Sign in</body></html>' }));
    await expect(bucketAt(page.url).list(new AbortController().signal)).rejects.toThrow(SourceUnavailable);
    expect(() => listPage('<ListBucketResult><Contents><Key>a</Key>')).toThrow(SourceUnavailable);
    expect(() => listPage('<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>')).toThrow('cut off');
    const object =
      '<Contents><Key>a&amp;b.txt</Key><ETag>"1"</ETag><Size>3</Size><LastModified>x</LastModified></Contents>';
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>next==</NextContinuationToken>';
    expect(listPage(`<?xml version="1.0"?><ListBucketResult>${object}${more}</ListBucketResult>`)).toEqual({
      items: [{ key: 'a&b.txt', name: 'a&b.txt', stamp: '"1" x 3', bytes: 3 }],
      next: 'next==',
    });
  },
);
