import { createHash } from 'node:crypto';
import { addAbortSignal, Readable } from 'node:stream';
import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { idempotencyKeyOf } from '../../http/idempotency.ts';
import { signalOf } from '../../http/media.ts';
import type { Services } from '../../http/services.ts';
import { MAX_IMPORT_BYTES, MAX_IMPORT_MESSAGES, readLines, tooLarge } from './import-lines.ts';
import { failures, type NativeApp } from './native-app.ts';
import { toConversation } from './resources.ts';
import { conversationResource, importQuery } from './schemas.ts';

const imported = conversationResource.extend({
  conversation: z.string().describe('Its id once more.'),
  messages: z.int(),
  sessions: z.int().describe('Those that the lines name; where they name none, 30 minutes of silence end one.'),
  speakers: z.array(z.string()).describe('In the order of their first words.'),
  first: z.iso.datetime().nullable().describe('The earliest time of a message, wherever its line stands.'),
  last: z.iso.datetime().nullable().describe('The latest.'),
});

/** Brings existing conversations in. Source: CONTRACT.md §4. */
export async function importRoute(app: NativeApp, services: Services): Promise<void> {
  await app.register(async (instance: NativeApp) => {
    instance.removeAllContentTypeParsers();
    // Lines are lines whatever they are called; they are read as they come.
    instance.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    addRoute(instance, services);
  });
}

function addRoute(app: NativeApp, { engine, assistants }: Services): void {
  const schema = {
    summary: 'Import a conversation',
    description:
      'JSON Lines: `{"id"?, "session"?, "time", "speaker", "text"}`, one message a line, in order. All of it is there and ' +
      'found by searches when this answers, or nothing of it. ' +
      `At most ${MAX_IMPORT_BYTES / 1_048_576} MB and ${MAX_IMPORT_MESSAGES} messages.`,
    querystring: importQuery,
    consumes: ['application/x-ndjson', 'application/jsonl', 'text/plain'],
    response: { 200: imported, 201: imported, ...failures },
  };
  // The framework's own bound is for bodies that are read whole.
  app.post('/conversations/import', { schema, bodyLimit: 2 * MAX_IMPORT_BYTES }, async (request, reply) => {
    const { assistant = remembering(assistants), title = null, extract } = request.query;
    const chosen = assistants.get(assistant);
    if (chosen === undefined) {
      throw new ParlanceError('validation', 'There is no assistant of this name', { field: 'query.assistant' });
    }
    if (extract && !chosen.capabilities.includes('memory')) {
      throw new ParlanceError('validation', 'This assistant remembers nothing', { field: 'query.extract' });
    }
    const key = idempotencyKeyOf(request);
    // What is left of a refused body is not waited for.
    reply.header('connection', 'close');
    if (Number(request.headers['content-length'] ?? 0) > MAX_IMPORT_BYTES) throw tooLarge();
    const hash = createHash('sha256').update(JSON.stringify([assistant, title, extract]));
    const result = await engine.importConversation({
      owner: request.identity.owner,
      assistant,
      title,
      extract,
      messages: readLines(hashed(bodyOf(request.body, signalOf(reply)), hash)),
      ...(key === undefined ? {} : { idempotency: { key, fingerprint: () => hash.digest('hex') } }),
    });
    reply.removeHeader('connection');
    const { conversation, messages, sessions, speakers, first, last, replayed } = result;
    reply.code(replayed ? 200 : 201).header('location', `/api/v1/conversations/${conversation.id}`);
    return {
      ...toConversation(conversation),
      conversation: conversation.id,
      messages,
      sessions,
      speakers: [...speakers],
      first: isoTime(first),
      last: isoTime(last),
    };
  });
}

/** The first that remembers: whoever imports without a choice wants to be remembered. */
function remembering(assistants: Services['assistants']): string {
  return assistants.list().find(({ capabilities }) => capabilities.includes('memory'))?.name ?? 'assistant';
}

/** Ends with the client. No body is no lines. */
function bodyOf(body: unknown, signal: AbortSignal): AsyncIterable<Uint8Array> {
  // The only parser of this instance hands the request itself over.
  return body instanceof Readable ? addAbortSignal(signal, body) : nothing();
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* hashed(
  body: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    hash.update(chunk);
    yield chunk;
  }
}

function isoTime(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
