import { AwsV4Signer } from 'aws4fetch';
import { BlobsUnavailable, checkBlobKey, type Blobs } from '../../../ports/blobs.ts';
import { OutboundError, type Outbound, type OutboundRequest, type OutboundResponse } from '../../../ports/outbound.ts';
import { exactly } from './exactly.ts';

const TIME_LIMIT_MS = 120_000;
/** Larger than any blob. */
const MAX_BYTES = 5 * 1_024 ** 3;
/** Nobody reads what a store says of its errors. */
const MAX_ANSWER_BYTES = 65_536;

export interface S3BlobsOptions {
  /** Without a slash at its end; buckets follow in the path, which every compatible server understands. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Before each key, such as `parlance/`; may be empty. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** With the endpoint allowed, where its address is not public. */
  readonly outbound: Outbound;
}

/** Blobs as objects of an S3-compatible bucket. An object is there when all of it is: the protocol promises that. */
export function createS3Blobs(options: S3BlobsOptions): Blobs {
  const send = async (key: string, request: Ask): Promise<OutboundResponse> => {
    checkBlobKey(key);
    return ask(options, key, request);
  };
  return {
    put: async (key, content, length) => {
      const counted = exactly(content, length);
      try {
        const { status, body } = await send(key, { method: 'PUT', body: { stream: counted.content, length } });
        await discard(body);
        if (status !== 200) throw new BlobsUnavailable(`The bucket answered a put with ${status}.`);
      } catch (error) {
        throw counted.failure() ?? error;
      }
    },
    get: async (key) => {
      const { status, body } = await send(key, { method: 'GET', maxBytes: MAX_BYTES });
      if (status === 200) return readable(body);
      await discard(body);
      if (status === 404) return null;
      throw new BlobsUnavailable(`The bucket answered a get with ${status}.`);
    },
    delete: async (key) => {
      const { status, body } = await send(key, { method: 'DELETE' });
      await discard(body);
      if (status !== 204 && status !== 200 && status !== 404) {
        throw new BlobsUnavailable(`The bucket answered a delete with ${status}.`);
      }
    },
  };
}

type Ask = Pick<OutboundRequest, 'body'> & {
  readonly method: 'PUT' | 'GET' | 'DELETE';
  readonly maxBytes?: number;
};

async function ask(options: S3BlobsOptions, key: string, request: Ask): Promise<OutboundResponse> {
  const { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey, outbound } = options;
  const path = `${prefix}${key}`.split('/').map(encodeURIComponent).join('/');
  const url = `${endpoint}/${encodeURIComponent(bucket)}/${path}`;
  const { method, body, maxBytes = MAX_ANSWER_BYTES } = request;
  const signer = new AwsV4Signer({ method, url, service: 's3', region, accessKeyId, secretAccessKey });
  const { headers } = await signer.sign();
  try {
    return await outbound.send(
      {
        url,
        method,
        headers: Object.fromEntries(headers.entries()),
        ...(body === undefined ? {} : { body }),
        // A redirect would carry the signature to somebody else.
        maxRedirects: 0,
        maxBytes,
        timeLimitMs: TIME_LIMIT_MS,
      },
      new AbortController().signal,
    );
  } catch (error) {
    throw unavailable(error);
  }
}

async function* readable(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch (error) {
    throw unavailable(error);
  }
}

async function discard(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of readable(body)) continue;
}

function unavailable(error: unknown): unknown {
  return error instanceof OutboundError ? new BlobsUnavailable('The bucket is out of reach.', { cause: error }) : error;
}
