import { AwsClient } from 'aws4fetch';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { createS3Source } from '../../../src/adapters/documents/s3-source.ts';
import type { DocumentSource } from '../../../src/ports/document-sources.ts';

/** A real S3-compatible server. */
export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  put(key: string, content: Uint8Array | string): Promise<void>;
  delete(key: string): Promise<void>;
  source(prefix?: string): DocumentSource;
  stop(): Promise<void>;
  /** Answers again, on the same port. */
  resume(): Promise<void>;
}

const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const BUCKET = 'papers';

interface Program {
  run(): Promise<unknown>;
  close(): Promise<void>;
}

const address = z.object({ port: z.number() });

/** The package has no types; what is used of it is written down here. */
function program(directory: string, port: number): Program {
  const Server = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: object) => Program;
  const configureBuckets = [{ name: BUCKET }];
  return new Server({ address: '127.0.0.1', port, silent: true, directory, configureBuckets, vhostBuckets: false });
}

/** Keeps its objects below `folder`. */
export async function startS3(folder: string): Promise<S3Server> {
  const directory = join(folder, 's3');
  let running = program(directory, 0);
  const { port } = address.parse(await running.run());
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new AwsClient({ ...CREDENTIALS, region: 'us-east-1', service: 's3', retries: 0 });
  const send = async (method: string, key: string, body?: Uint8Array | string): Promise<void> => {
    const path = key.split('/').map(encodeURIComponent).join('/');
    const response = await client.fetch(`${endpoint}/${BUCKET}/${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
    });
    if (!response.ok) throw new Error(`The S3 server answered ${method} with ${response.status}.`);
    await response.arrayBuffer();
  };
  return {
    endpoint,
    put: (key, content) => send('PUT', key, content),
    delete: (key) => send('DELETE', key),
    source: (prefix = '') =>
      createS3Source({
        bucket: BUCKET,
        prefix,
        endpoint,
        region: 'us-east-1',
        credentials: CREDENTIALS,
        maxBytes: 1_000_000,
      }),
    stop: () => running.close(),
    resume: async () => {
      running = program(directory, port);
      await running.run();
    },
    [Symbol.asyncDispose]: () => running.close(),
  };
}
