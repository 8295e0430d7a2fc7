import multipart from '@fastify/multipart';
import { addAbortSignal } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { documentFailure } from '../../http/document-failure.ts';
import { plainError } from '../../http/failure.ts';
import { signalOf } from '../../http/media.ts';
import type { Services } from '../../http/services.ts';
import type { Upload } from '../../ports/document-sources.ts';
import type { DocumentRecord } from '../../ports/search-index.ts';
import { documentResource, documentsPage, documentsQuery, ingestionResource } from './document-schemas.ts';
import { toIngestion } from './document-status.ts';
import { failures, type NativeApp } from './native-app.ts';
import { idParameter } from './schemas.ts';

const MAX_FILES = 50;
/** What a form has around its files. */
const FORM_BYTES = 64 * 1_024;
const MAX_NAME = 255;

/** Documents to be asked about: upload, list, look at, remove, and how far reading them is. Source: CONTRACT.md §4. */
export async function documentRoutes(app: NativeApp, services: Services): Promise<void> {
  const { maxBytes } = services.ingestion.limits;
  // One byte more than may be, so that too large a document is seen for what it is.
  const limits = { files: MAX_FILES, fields: 10, parts: MAX_FILES + 10, fileSize: maxBytes + 1, headerPairs: 100 };
  await app.register(async (instance: NativeApp) => {
    await instance.register(multipart, { limits });
    uploadRoute(instance, services);
  });
  readRoutes(app, services);
  removeRoute(app, services);
}

function uploadRoute(app: NativeApp, services: Services): void {
  const schema = {
    summary: 'Upload documents to be asked about',
    description:
      'A multipart form with one or many files: PDF, DOCX, HTML, Markdown, text, CSV or XLSX. They are kept when this ' +
      'answers, and read afterwards; `status` of each tells how that went.',
    consumes: ['multipart/form-data'],
    response: { 202: z.object({ documents: z.array(documentResource) }), ...failures },
  };
  const { maxBytes } = services.ingestion.limits;
  // The framework's own bound is for JSON; beyond this one its answer would not name the limit, so it is out of reach.
  const bodyLimit = 2 * (MAX_FILES * maxBytes + FORM_BYTES);
  app.post('/documents', { schema, bodyLimit }, async (request, reply) => {
    // What is left of a refused body is not waited for.
    reply.header('connection', 'close');
    if (!request.isMultipart()) {
      throw new ParlanceError('unsupported_media_type', 'Send the documents as multipart/form-data.');
    }
    if (Number(request.headers['content-length'] ?? 0) > MAX_FILES * maxBytes + FORM_BYTES) {
      throw new ParlanceError('payload_too_large', `A form holds at most ${MAX_FILES} documents of ${maxBytes} bytes.`);
    }
    const uploads = await takeAll(services, request, reply);
    reply.removeHeader('connection');
    reply.code(202);
    return { documents: uploads.map(fromUpload) };
  });
}

/** All files of the form or none: where one is refused, those before it are removed again. */
async function takeAll(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<readonly Upload[]> {
  const { ingestion } = services;
  const { owner } = request.identity;
  const signal = signalOf(reply);
  const taken: Upload[] = [];
  try {
    for await (const part of request.files()) {
      requireRoom(services, owner);
      const name = nameOf(part.filename);
      const content = addAbortSignal(signal, part.file);
      try {
        taken.push(await ingestion.receive({ owner, name }, content));
      } catch (error) {
        // The form's reader waits for somebody to take what comes.
        part.file.resume();
        throw documentFailure(error, name);
      }
    }
  } catch (error) {
    for (const { id } of taken) await ingestion.remove(owner, id);
    throw formFailure(error);
  }
  if (taken.length === 0) throw new ParlanceError('validation', 'The form has no file.', { field: 'body.file' });
  return taken;
}

function requireRoom({ ingestion }: Services, owner: string): void {
  const { maxWaiting, maxWaitingBytes } = ingestion.limits;
  const uploads = ingestion.uploads(owner);
  if (uploads.length >= maxWaiting) {
    throw new ParlanceError('queue_full', `At most ${maxWaiting} of your documents may wait or stand as failed.`);
  }
  const waiting = uploads.reduce((sum, { bytes, problem }) => (problem === null ? sum + bytes : sum), 0);
  if (waiting >= maxWaitingBytes) {
    throw new ParlanceError('queue_full', `At most ${maxWaitingBytes} bytes of your documents may wait.`);
  }
}

function nameOf(filename: string): string {
  const name = filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1).toWellFormed();
  return (name.replaceAll(/\p{Cc}/gu, '').trim() || 'document').slice(-MAX_NAME);
}

function formFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (error.code === 'FST_FILES_LIMIT' || error.code === 'FST_PARTS_LIMIT') {
    return new ParlanceError('payload_too_large', `A form holds at most ${MAX_FILES} documents.`, { field: 'body' });
  }
  if (error.code === 'FST_REQ_FILE_TOO_LARGE') return plainError('payload_too_large', { cause: error });
  return error;
}

function readRoutes(app: NativeApp, { ingestion, searchIndex }: Services): void {
  const listSchema = {
    summary: 'List the documents that you may ask about',
    description: 'Yours and those of the server; on the first page also what waits to be read, or could not be.',
    querystring: documentsQuery,
    response: { 200: documentsPage, ...failures },
  };
  app.get('/documents', { schema: listSchema }, async (request) => {
    const { owner } = request.identity;
    const { limit, after } = request.query;
    const found = await searchIndex.documents(owner, limit + 1, after);
    const shown = found.slice(0, limit);
    const known = new Set(shown.map(({ id }) => id));
    const waiting = after === undefined ? ingestion.uploads(owner).filter(({ id }) => !known.has(id)) : [];
    const next = found.length > limit ? (shown.at(-1)?.id ?? null) : null;
    return { documents: [...waiting.map(fromUpload), ...shown.map(fromRecord)], next };
  });
  const statusSchema = {
    summary: 'How far reading documents is',
    response: { 200: ingestionResource, ...failures },
  };
  app.get('/documents/ingestion', { schema: statusSchema }, async (request) =>
    toIngestion(ingestion.status(request.identity.owner)),
  );
  const readSchema = {
    summary: 'Look at a document',
    params: idParameter,
    response: { 200: documentResource, ...failures },
  };
  app.get('/documents/:id', { schema: readSchema }, async (request) => {
    const { owner } = request.identity;
    const { id } = request.params;
    const record = await searchIndex.document(owner, id);
    if (record !== null) return fromRecord(record);
    const upload = ingestion.uploads(owner).find((one) => one.id === id);
    if (upload === undefined) throw notFound();
    return fromUpload(upload);
  });
}

function removeRoute(app: NativeApp, { ingestion, searchIndex }: Services): void {
  const schema = {
    summary: 'Remove a document of yours, and every byte of it',
    params: idParameter,
    response: { 204: z.null(), ...failures },
  };
  app.delete('/documents/:id', { schema }, async (request, reply) => {
    const { owner } = request.identity;
    const { id } = request.params;
    if (await ingestion.remove(owner, id)) return await reply.code(204).send(null);
    const isShared = (await searchIndex.document(owner, id)) !== null;
    if (isShared) throw new ParlanceError('forbidden', 'This document comes from the server: remove it at its source.');
    throw notFound();
  });
}

function notFound(): ParlanceError {
  return new ParlanceError('not_found', 'There is no document of this id.');
}

function fromRecord(record: DocumentRecord): z.output<typeof documentResource> {
  const { id, name, title, owner, mediaType, bytes, pages, createdAt } = record;
  return {
    id,
    name,
    title,
    status: 'indexed',
    problem: null,
    shared: owner === null,
    media_type: mediaType,
    bytes,
    pages,
    created_at: new Date(createdAt).toISOString(),
  };
}

function fromUpload({ id, name, bytes, problem, createdAt }: Upload): z.output<typeof documentResource> {
  return {
    id,
    name,
    title: null,
    status: problem === null ? 'waiting' : 'failed',
    problem,
    shared: false,
    media_type: null,
    bytes,
    pages: null,
    created_at: new Date(createdAt).toISOString(),
  };
}
