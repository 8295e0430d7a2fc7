import { AwsClient } from 'aws4fetch';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ItemRefused, SourceUnavailable, type DocumentSource, type SourceItem } from '../../ports/document-sources.ts';
import { listPage } from './s3-listing.ts';

const MAX_OBJECTS = 100_000;
const LIST_TIMEOUT_MS = 30_000;
const GET_TIMEOUT_MS = 300_000;
const LISTING_BYTES = 20_000_000;

export interface S3Options {
  readonly bucket: string;
  /** Empty: the whole bucket. */
  readonly prefix: string;
  /** Such as `http://127.0.0.1:9000`. Default: Amazon's for the region. */
  readonly endpoint: string | null;
  readonly region: string;
  /** Null: requests are not signed, as a public bucket wants it. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  readonly maxBytes: number;
}

/**
 * The objects of a bucket below a prefix. The operator names the endpoint, which may be a private one; no redirect of
 * it is followed, so that it can send nobody, and no signature, anywhere else.
 */
export function createS3Source(options: S3Options): DocumentSource {
  const { bucket, prefix, region, credentials } = options;
  const base = `${options.endpoint ?? `https://s3.${region}.amazonaws.com`}/${encodeURIComponent(bucket)}`;
  const client = credentials === null ? null : new AwsClient({ ...credentials, region, service: 's3', retries: 0 });
  const ask = async (url: string, timeLimitMs: number, signal: AbortSignal): Promise<Response> => {
    const within = AbortSignal.any([signal, AbortSignal.timeout(timeLimitMs)]);
    const request = { redirect: 'manual', signal: within } as const;
    try {
      return await fetch(client === null ? new Request(url) : await client.sign(url), request);
    } catch (error) {
      signal.throwIfAborted();
      throw new SourceUnavailable(`${base} cannot be reached.`, { cause: error });
    }
  };
  return {
    name: `s3:${bucket}/${prefix}`,
    place: `s3://${bucket}/${prefix}`,
    list: async (signal) => {
      const items: SourceItem[] = [];
      for (let token: string | null = ''; token !== null;) {
        const query = new URLSearchParams({ 'list-type': '2', prefix });
        if (token !== '') query.set('continuation-token', token);
        const response = await ask(`${base}?${query.toString()}`, LIST_TIMEOUT_MS, signal);
        if (response.status !== 200) throw await refused(response, base);
        const page = listPage(await textOf(response, base));
        items.push(...page.items.filter(({ key }) => !key.endsWith('/')));
        if (items.length > MAX_OBJECTS) throw new SourceUnavailable(`${base} lists more than ${MAX_OBJECTS} objects.`);
        token = page.next;
      }
      return items;
    },
    open: async ({ key, bytes }, signal) => {
      if (bytes > options.maxBytes) throw new ItemRefused(`It is larger than ${options.maxBytes} bytes.`);
      // An address loses such steps on its way, and may then name another bucket.
      if (key.split('/').some((step) => step === '.' || step === '..')) {
        throw new ItemRefused('Its key is no path within the bucket.');
      }
      const path = key.split('/').map(encodeURIComponent).join('/');
      const response = await ask(`${base}/${path}`, GET_TIMEOUT_MS, signal);
      if (response.status === 404) throw new ItemRefused('The object is gone.');
      if (response.status !== 200 || response.body === null) throw await refused(response, base);
      return await keep(response.body, options.maxBytes);
    },
  };
}

async function refused(response: Response, base: string): Promise<SourceUnavailable> {
  await response.body?.cancel();
  return new SourceUnavailable(`${base} answered with status ${response.status}.`);
}

async function textOf(response: Response, base: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const body: AsyncIterable<Uint8Array> | null = response.body;
    if (body === null) return '';
    for await (const chunk of body) {
      length += chunk.byteLength;
      if (length > LISTING_BYTES) throw new SourceUnavailable(`${base} lists more than a listing may hold.`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof SourceUnavailable) throw error;
    throw new SourceUnavailable(`${base} broke off.`, { cause: error });
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** In a folder of its own, whatever the object is called. */
async function keep(body: AsyncIterable<Uint8Array>, maxBytes: number) {
  const folder = await mkdtemp(join(tmpdir(), 'parlance-s3-'));
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const file = join(folder, 'object');
    await using handle = await open(file, 'wx', 0o600);
    let length = 0;
    for await (const chunk of body) {
      length += chunk.byteLength;
      if (length > maxBytes) throw new ItemRefused(`It is larger than ${maxBytes} bytes.`);
      await handle.writeFile(chunk);
    }
    return { file, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    if (error instanceof ItemRefused) throw error;
    throw new SourceUnavailable('The object broke off.', { cause: error });
  }
}
