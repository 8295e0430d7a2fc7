import { createHash } from 'node:crypto';
import { readdirSync, rmSync, watch } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient, type Answer, type NativeClient } from '../support/native-client.ts';
import { startS3Server } from '../support/s3-server.ts';
import { openStreamClient } from '../support/stream-client.ts';
import { startRawServer, type RawServer } from '../support/raw-server.ts';
import { gif, jpeg, pdf, png, webp } from './support/files.ts';

const MB = 1_048_576;

let provider: FakeProvider;
let server: InProcess;
/** Where files are fetched from; the operator allowed it. */
let site: RawServer;
let served: Buffer;
let tokens: Readonly<Record<'alice' | 'bob', string>>;
let alice: NativeClient;
let markers = 0;

beforeAll(async () => {
  provider = await startFakeProvider();
  site = await startRawServer({
    answer: ({ socket }) => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${served.length}\r\n\r\n`);
      socket.end(served);
    },
  });
  server = await startInProcess({
    environment: {
      OPENAI_BASE_URL: provider.baseUrl,
      JWT_SECRET_KEY: SECRET,
      MEDIA_MAX_MB: '14',
      OUTBOUND_ALLOW: `127.0.0.1:${site.port}`,
    },
  });
  tokens = { alice: await tokenFor('alice'), bob: await tokenFor('bob') };
  alice = nativeClient(server.url, { authorization: `Bearer ${tokens.alice}` });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  await provider.close();
});

async function upload(bytes: Buffer, name = 'file', user: 'alice' | 'bob' = 'alice'): Promise<Omit<Answer, 'headers'>> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(bytes)], { type: 'text/html' }), name);
  const response = await fetch(`${server.url}/api/v1/media`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens[user]}` },
    body: form,
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function uploaded(bytes: Buffer, name?: string): Promise<string> {
  const { status, body } = await upload(bytes, name);
  expect([status, body]).toEqual([201, expect.anything()]);
  return String(body['id']);
}

/** Files in the folders of uploads and of blobs. */
function filesLeft(): readonly string[] {
  return ['uploads', 'media'].flatMap((folder) =>
    readdirSync(join(server.folder, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => `${folder}/${name}`),
  );
}

/** Resolves when the files that are left are as they should. */
function filesAre(wanted: (files: readonly string[]) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(join(server.folder, 'uploads'), look);
    function look(): void {
      if (!wanted(filesLeft())) return;
      watcher.close();
      resolve();
    }
    look();
  });
}

/** What the provider was sent as the last user message. */
function lastContent(): unknown {
  const body = provider.calls.at(-1)?.body as { readonly messages: readonly { readonly content: unknown }[] };
  return body.messages.at(-1)?.content;
}

async function ask(media: readonly object[], conversation?: string): Promise<string> {
  markers += 1;
  const marker = `Look ${markers}.`;
  provider.onMarker(marker, answer(['Seen.']));
  const stream = await alice.ask(conversation ?? (await alice.createConversation()), marker, { media });
  expect([stream.status, await stream.ended]).toEqual([200, true]);
  return marker;
}

describe('an upload', () => {
  verifies('media:content', 'is what its content says, whatever it is called', async () => {
    const kinds = [
      [png(3, 2), 'image/png', 3, 2],
      [jpeg(640, 480, 150_000), 'image/jpeg', 640, 480],
      [gif(7, 9), 'image/gif', 7, 9],
      [webp(1_000, 20), 'image/webp', 1_000, 20],
    ] as const;
    for (const [bytes, mediaType, width, height] of kinds) {
      const { status, body } = await upload(bytes, '../../etc/C:\\x\\picture\u202e.html');
      expect([status, body]).toMatchObject([
        201,
        { kind: 'image', media_type: mediaType, name: 'picture.html', bytes: bytes.length, width, height, pages: null },
      ]);
      expect(body['sha256']).toBe(createHash('sha256').update(bytes).digest('hex'));
      const content = await fetch(`${server.url}/api/v1/media/${String(body['id'])}/content`, {
        headers: { authorization: `Bearer ${tokens.alice}` },
      });
      expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
      expect(content.headers.get('content-type')).toBe(mediaType);
      expect(content.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''picture.html");
    }
    expect((await upload(pdf(['Hello', 'World']))).body).toMatchObject({ media_type: 'application/pdf', pages: 2 });
  });

  verifies('media:limits fault:A11', 'is refused for what it would become, and leaves nothing behind', async () => {
    const before = filesLeft();
    const bomb = deflateSync(Buffer.alloc(300 * MB, ' '));
    const refused = [
      [Buffer.from('<html>'), 415],
      [Buffer.from('PK\x03\x04'), 415],
      [Buffer.alloc(0), 415],
      [png(20_000, 10), 413],
      [png(10_000, 10_000), 413],
      [png(0, 10), 400],
      [Buffer.concat([png(3, 2).subarray(0, 20)]), 400],
      [Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0, ...Buffer.alloc(64)]), 400],
      [png(3, 2, 12 * MB), 413],
      [Buffer.concat([Buffer.from('%PDF-1.4 nothing else')]), 400],
      [pdf(Array.from({ length: 1_001 }, () => 'x')), 413],
      [pdf([bomb]), 413],
      [png(3, 2, 14 * MB), 413],
      [png(3, 2, 20 * MB), 413],
    ] as const;
    for (const [bytes, status] of refused) {
      const { status: told, body } = await upload(bytes);
      expect([bytes.length, told, body['detail']]).toEqual([bytes.length, status, expect.any(String)]);
      expect(JSON.stringify(body)).not.toContain(server.folder);
    }
    expect(filesLeft()).toEqual(before);
    expect((await upload(png(3, 2))).status).toBe(201);
  });

  verifies('media:limits', 'that breaks off, or is no form with a file, leaves nothing behind', async () => {
    const before = filesLeft();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(
      `POST /api/v1/media HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${tokens.alice}\r\n` +
        'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n' +
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' +
        'a'.repeat(50_000),
    );
    await filesAre((files) => files.length === before.length + 1);
    socket.destroy();
    await filesAre((files) => files.join() === before.join());
    const send = async (type: string, body: string): Promise<number> => {
      const headers = { authorization: `Bearer ${tokens.alice}`, 'content-type': type };
      return (await fetch(`${server.url}/api/v1/media`, { method: 'POST', headers, body })).status;
    };
    expect(await send('application/json', '{}')).toBe(415);
    expect(await send('image/png', 'x')).toBe(415);
    expect(await send('multipart/form-data; boundary=x', '--x--')).toBe(400);
    expect(await send('multipart/form-data', 'x')).toBe(400);
    const field = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--';
    expect(await send('multipart/form-data; boundary=x', field)).toBe(400);
    expect(filesLeft()).toEqual(before);
  });

  verifies('media:own', 'is there for its owner alone, until he removes it', async () => {
    const id = await uploaded(png(4, 4), 'mine.png');
    const bob = nativeClient(server.url, { authorization: `Bearer ${tokens.bob}` });
    for (const [method, path] of [
      ['GET', `/media/${id}`],
      ['GET', `/media/${id}/content`],
      ['DELETE', `/media/${id}`],
    ] as const) {
      const foreign = await bob.call(method, path);
      const unknown = await bob.call(method, path.replace(id, 'unknown'));
      const same = ({ status, body }: Answer) => [status, { ...body, correlation_id: null }];
      expect(same(foreign)).toEqual(same(unknown));
      expect(foreign.status).toBe(404);
    }
    const conversation = await bob.createConversation();
    const asked = await bob.call('POST', `/conversations/${conversation}/turns`, { message: 'Hi', media: [{ id }] });
    expect(asked).toMatchObject({ status: 404, body: { field: 'body.media[0]' } });
    expect((await alice.call('DELETE', `/media/${id}`)).status).toBe(204);
    expect((await alice.call('GET', `/media/${id}`)).status).toBe(404);
    expect(filesLeft().join()).not.toContain(id);
  });
});

describe('a file that comes with a message', () => {
  verifies('media:model', 'reaches the model: an image as it is, a document as its text', async () => {
    const image = png(5, 5);
    const ids = [await uploaded(image), await uploaded(pdf(['First page', 'Second page']), 'notes.pdf')];
    const conversation = await alice.createConversation();
    const marker = await ask(
      ids.map((id) => ({ id })),
      conversation,
    );
    const url = `data:image/png;base64,${image.toString('base64')}`;
    expect(lastContent()).toEqual([
      { type: 'text', text: marker },
      { type: 'image_url', image_url: { url } },
      {
        type: 'text',
        text: '\n\n[Begin of the file "notes.pdf" (application/pdf)]\n[Page 1]\nFirst page\n[Page 2]\nSecond page\n[End of the file]',
      },
    ]);
    const { body } = await alice.call('GET', `/conversations/${conversation}/messages`);
    expect(body['messages']).toMatchObject([
      { role: 'user', text: marker, media: [{ id: ids[0], media_type: 'image/png' }, { id: ids[1] }] },
      { role: 'assistant', media: [] },
    ]);
    // It is still there for the next question; once it is removed, the model is told so.
    await alice.call('DELETE', `/media/${ids[1]}`);
    await ask([], conversation);
    const sent = JSON.stringify(provider.calls.at(-1)?.body);
    expect(sent).toContain(url);
    expect(sent).toContain('[A file that is gone.]');
    expect(sent).not.toContain('Second page');
  });

  verifies('media:model', 'is shown as far as a request goes, the newest first, and the rest is named', async () => {
    const conversation = await alice.createConversation();
    const big = await uploaded(png(9, 9, 10 * MB), 'big.png');
    const small = await uploaded(png(8, 8, 7 * MB), 'small.png');
    await ask([{ id: big }, { id: small }], conversation);
    const content = JSON.stringify(lastContent());
    expect(content).toContain('[An earlier file, \\"big.png\\" (image/png), is not shown again.]');
    expect(content.match(/data:image/g)).toHaveLength(1);
  });

  verifies(
    'media:url',
    'is fetched once from its address, through the guard, and is what its content says',
    async () => {
      served = pdf(['From outside']);
      const url = `http://127.0.0.1:${site.port}/papers/outside.html?x=1`;
      const requests = site.requests.length;
      await ask([{ id: 'paper', url }]);
      await ask([{ id: 'paper', url }]);
      expect(JSON.stringify(lastContent())).toContain('outside.html');
      expect(JSON.stringify(lastContent())).toContain('From outside');
      expect(site.requests.length).toBe(requests + 1);
      served = Buffer.from('<html>');
      const conversation = await alice.createConversation();
      const calls = provider.calls.length;
      const send = (media: object, key?: string): Promise<Answer> =>
        alice.call(
          'POST',
          `/conversations/${conversation}/turns`,
          { message: 'Hi', media: [media], stream: false },
          key === undefined ? {} : { 'idempotency-key': key },
        );
      for (const address of [
        `http://127.0.0.1:${site.port}/new`,
        `http://localhost:${site.port}/`,
        'http://169.254.169.254/latest',
        'file:///etc/passwd',
      ]) {
        const refused = await send({ id: 'other', url: address });
        expect(refused).toMatchObject({ status: 400, body: { field: 'body.media[0]', code: 'validation' } });
      }
      expect(provider.calls.length).toBe(calls);
      const { body } = await alice.call('GET', `/conversations/${conversation}/messages`);
      expect(body).toEqual({ messages: [] });
      // A repeat looks for nothing: the turn is there.
      served = png(2, 2);
      const once = `http://127.0.0.1:${site.port}/once`;
      const first = await send({ id: 'once', url: once }, 'k1');
      expect(first.status).toBe(200);
      const fetched = site.requests.length;
      const again = await send({ id: 'once', url: once }, 'k1');
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
      expect(site.requests.length).toBe(fetched);
      expect(await send({ id: 'once', url: `${once}/other` }, 'k1')).toMatchObject({ status: 422 });
    },
  );

  verifies('media:studyguru', 'comes to StudyGuru in media_files, with or without words', async () => {
    const id = await uploaded(png(6, 6));
    const headers = { authorization: `Bearer ${tokens.alice}` };
    const path = '/studyguru/api/stream/stream-conversation';
    provider.onMarker('', answer(['A picture.']));
    const stream = await openStreamClient(server.url, { path, body: { message: '', media_files: [{ id }] }, headers });
    expect(await stream.ended).toBe(true);
    expect(stream.text()).toContain('A picture.');
    expect(lastContent()).toEqual([
      { type: 'image_url', image_url: { url: `data:image/png;base64,${png(6, 6).toString('base64')}` } },
    ]);
    const refuse = async (files: readonly object[]): Promise<readonly [number, string]> => {
      const body = JSON.stringify({ message: 'Hi', media_files: files });
      const response = await fetch(`${server.url}${path}`, { method: 'POST', headers, body });
      return [response.status, await response.text()];
    };
    expect(await refuse([{ id }, { id: 'unknown' }])).toMatchObject([404, expect.stringContaining('detail')]);
    expect(await refuse([{ id: 'x', url: 'http://10.0.0.1/' }])).toMatchObject([
      400,
      expect.stringContaining('media_files[0]'),
    ]);
  });
});

test('a file that cannot be read now costs the answer the file, not itself', async () => {
  const id = await uploaded(png(11, 11));
  rmSync(join(server.folder, 'media'), { recursive: true });
  await ask([{ id }]);
  expect(JSON.stringify(lastContent())).toContain('is gone.]');
});

test('files are kept in a bucket where the operator says so', async () => {
  await using bucket = await startS3Server('files');
  const { endpoint, accessKeyId, secretAccessKey } = bucket;
  await using elsewhere = await startInProcess({
    environment: {
      MEDIA_STORE: 's3://files/users/',
      S3_ENDPOINT: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(png(3, 3))]), 'a.png');
  const address = `${elsewhere.url}/api/v1/media`;
  const created = await fetch(address, { method: 'POST', body: form });
  expect(created.status).toBe(201);
  const at = `${elsewhere.url}${created.headers.get('location')}`;
  expect(readdirSync(join(bucket.folder, 'files/users')).length).toBeGreaterThan(0);
  expect(Buffer.from(await (await fetch(`${at}/content`)).arrayBuffer())).toEqual(png(3, 3));
  expect((await fetch(at, { method: 'DELETE' })).status).toBe(204);
  expect((await fetch(`${at}/content`)).status).toBe(404);
  const environment = { MEDIA_STORE: 's3://files', STORE_URL: `sqlite:${join(elsewhere.folder, 'other.db')}` };
  await expect(startInProcess({ environment })).rejects.toThrow('AWS_ACCESS_KEY_ID');
});
