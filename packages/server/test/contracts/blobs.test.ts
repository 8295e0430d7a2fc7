import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SystemClock } from '../../src/adapters/clock/system.ts';
import { openDiskBlobs } from '../../src/adapters/blobs/disk/disk-blobs.ts';
import { createS3Blobs } from '../../src/adapters/blobs/s3/s3-blobs.ts';
import { guardedOutbound } from '../../src/adapters/outbound/guarded-outbound.ts';
import { BlobsUnavailable } from '../../src/ports/blobs.ts';
import { startS3Server, type S3Server } from '../support/s3-server.ts';
import { blobsContract } from './blobs-contract.ts';

let server: S3Server;
let prefixes = 0;

beforeAll(async () => {
  server = await startS3Server('blobs');
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

function s3({ allow = true, bucket = 'blobs', secretAccessKey = server.secretAccessKey } = {}) {
  prefixes += 1;
  const prefix = `folder ${prefixes}/`;
  const { endpoint, accessKeyId } = server;
  const outbound = guardedOutbound({ clock: new SystemClock(), allow: allow ? [new URL(endpoint).host] : [] });
  const options = { endpoint, bucket, prefix, region: 'us-east-1', accessKeyId, secretAccessKey, outbound };
  return { prefix, blobs: createS3Blobs(options) };
}

blobsContract('a disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-blobs-'));
  return {
    blobs: await openDiskBlobs(folder),
    kept: async () => filesIn(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
});

blobsContract('S3', async () => {
  const { blobs } = s3();
  return { blobs, kept: () => filesIn(server.folder), [Symbol.asyncDispose]: async () => undefined };
});

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('uploads')).map(({ name }) => name);
}

test('a folder is cleaned of what a dead process left half', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-blobs-'));
  const blobs = await openDiskBlobs(folder);
  await blobs.put('known', (async function* () {})(), 0);
  await writeFile(join(folder, '.part-1'), 'half');
  await openDiskBlobs(folder);
  expect(await filesIn(folder)).toEqual(['known']);
  await rm(folder, { recursive: true });
});

test('a bucket that refuses, or is not to be reached, is unavailable and not empty', async () => {
  for (const { blobs } of [s3({ secretAccessKey: 'wrong' }), s3({ allow: false })]) {
    await expect(blobs.get('x')).rejects.toThrow(BlobsUnavailable);
    await expect(blobs.put('x', (async function* () {})(), 0)).rejects.toThrow(BlobsUnavailable);
    await expect(blobs.delete('x')).rejects.toThrow(BlobsUnavailable);
  }
});
