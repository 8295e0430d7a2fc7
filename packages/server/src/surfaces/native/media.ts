import multipart from '@fastify/multipart';
import { addAbortSignal, Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { plainError } from '../../http/failure.ts';
import { signalOf, uploadFailure } from '../../http/media.ts';
import type { Services } from '../../http/services.ts';
import type { MediaRecord } from '../../ports/records.ts';
import { failures, type NativeApp } from './native-app.ts';
import { idParameter, mediaResource } from './schemas.ts';

/** What a form has around its file. */
const FORM_BYTES = 64 * 1_024;
const MB = 1_048_576;

/** Files for messages: upload, look at, fetch and remove one's own. Source: CONTRACT.md §4. */
export async function mediaRoutes(app: NativeApp, services: Services): Promise<void> {
  const maxBytes = services.config.mediaMaxMb * MB;
  // One byte more than may be, so that too large a file is seen for what it is.
  const limits = { files: 1, fields: 10, parts: 11, fileSize: maxBytes + 1, headerPairs: 100 };
  await app.register(async (instance: NativeApp) => {
    await instance.register(multipart, { limits });
    uploadRoute(instance, services, maxBytes);
  });
  readRoutes(app, services);
  removeRoute(app, services);
}

function uploadRoute(app: NativeApp, { media }: Services, maxBytes: number): void {
  const schema = {
    summary: 'Upload a file for messages',
    description: 'A multipart form with one file: PNG, JPEG, GIF or WebP, or a PDF, whose text models read.',
    consumes: ['multipart/form-data'],
    response: { 201: mediaResource, ...failures },
  };
  // The framework's own bound is for JSON, and its answer would not name ours: it is out of reach, also of a client
  // that asks before it sends.
  const bodyLimit = 2 * (maxBytes + FORM_BYTES);
  app.post('/media', { schema, bodyLimit }, async (request, reply) => {
    // What is left of a refused body is not waited for.
    reply.header('connection', 'close');
    if (!request.isMultipart()) throw plainError('unsupported_media_type');
    if (Number(request.headers['content-length'] ?? 0) > maxBytes + FORM_BYTES) throw tooLarge(maxBytes);
    const record = await takeFile(media, request, reply);
    reply.removeHeader('connection');
    reply.code(201).header('location', `/api/v1/media/${record.id}`);
    return toMedia(record);
  });
}

async function takeFile(media: Services['media'], request: FastifyRequest, reply: FastifyReply): Promise<MediaRecord> {
  const signal = signalOf(reply);
  const part = await fileOf(request);
  try {
    const content = addAbortSignal(signal, part.file);
    return await media.add({ owner: request.identity.owner, name: part.filename, content }, signal);
  } catch (error) {
    // The form's reader waits for somebody to take what comes.
    part.file.resume();
    throw uploadFailure(error, 'body.file');
  }
}

async function fileOf(request: FastifyRequest) {
  const part = await request.file().catch((error: unknown) => {
    throw new ParlanceError('validation', 'The form cannot be read.', { field: 'body', cause: error });
  });
  if (part === undefined) throw new ParlanceError('validation', 'The form has no file.', { field: 'body.file' });
  return part;
}

function readRoutes(app: NativeApp, { media }: Services): void {
  const readSchema = {
    summary: 'Look at a file',
    params: idParameter,
    response: { 200: mediaResource, ...failures },
  };
  app.get('/media/:id', { schema: readSchema }, async (request) =>
    toMedia(await find(media, request.identity.owner, request.params.id)),
  );
  const contentSchema = {
    summary: 'Fetch a file',
    params: idParameter,
    response: { 200: z.unknown().describe('The bytes.'), ...failures },
  };
  app.get('/media/:id/content', { schema: contentSchema }, async (request, reply) => {
    const record = await find(media, request.identity.owner, request.params.id);
    const content = await media.open(record);
    if (content === null) throw notFound();
    const name = encodeURIComponent(record.name ?? record.id);
    reply
      .header('content-type', record.mediaType)
      .header('content-length', String(record.bytes))
      // Whatever a user uploaded, it is never a page of ours.
      .header('content-disposition', `attachment; filename*=UTF-8''${name.replaceAll("'", '%27')}`)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'private, no-store');
    return await reply.send(Readable.from(content));
  });
}

function removeRoute(app: NativeApp, { media }: Services): void {
  const schema = { summary: 'Remove a file', params: idParameter, response: { 204: z.null(), ...failures } };
  app.delete('/media/:id', { schema }, async (request, reply) => {
    if (!(await media.remove(request.identity.owner, request.params.id))) throw notFound();
    return reply.code(204).send(null);
  });
}

async function find(media: Services['media'], owner: string, id: string): Promise<MediaRecord> {
  const record = await media.find(owner, id);
  if (record === null) throw notFound();
  return record;
}

function notFound(): ParlanceError {
  return new ParlanceError('not_found', 'There is no such file.');
}

function tooLarge(maxBytes: number): ParlanceError {
  return new ParlanceError('payload_too_large', `The file has more than ${maxBytes / MB} MB.`, { field: 'body.file' });
}

function toMedia(record: MediaRecord): z.output<typeof mediaResource> {
  const { id, kind, mediaType, name, bytes, hash, size, pages, createdAt } = record;
  return {
    id,
    kind,
    media_type: mediaType,
    name,
    bytes,
    sha256: hash,
    width: size?.width ?? null,
    height: size?.height ?? null,
    pages,
    created_at: new Date(createdAt).toISOString(),
  };
}
