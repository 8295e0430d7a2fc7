import { Readable } from 'node:stream';
import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { plainError } from '../../http/failure.ts';
import { checkAssistant, isOfStaff } from '../../http/recall.ts';
import { messageText } from '../../http/message-text.ts';
import type { Services } from '../../http/services.ts';
import type { KnownMemory, Memories, MemoryWithHistory } from '../../ports/memories.ts';
import type { MemoryQuery, MemoryRecord, MemorySource } from '../../ports/memory-store.ts';
import {
  clearQuery,
  exportQuery,
  memoriesQuery,
  memoryChanges,
  memoryResource,
  memoryWithHistory,
} from './memory-schemas.ts';
import { failures, type NativeApp } from './native-app.ts';
import { formatPageToken, parsePageToken } from './page-token.ts';
import { idParameter } from './schemas.ts';

type Parts = Pick<Services, 'memories' | 'assistants' | 'staff'>;

/** What is remembered of the caller: listed, read, set right, removed, exported. Source: RETRIEVAL.md §3. */
export function memoryRoutes(app: NativeApp, services: Parts): void {
  listRoute(app, services);
  exportRoute(app, services);
  singleRoutes(app, services);
  clearRoute(app, services);
}

function listRoute(app: NativeApp, { memories }: Parts): void {
  const page = z.object({
    memories: z.array(memoryResource),
    next: z.string().nullable().describe('`after` of the next page; null at the end.'),
  });
  const schema = {
    summary: 'List what is remembered, the last recorded first',
    querystring: memoriesQuery,
    response: { 200: page, ...failures },
  };
  app.get('/memories', { schema }, async (request) => {
    const { limit, after, ...filters } = request.query;
    const found = await memories.list({
      ...queryOf(request.identity.owner, filters),
      // One more than asked for tells whether there is a next page.
      limit: limit + 1,
      ...(after === undefined ? {} : { before: positionOf(after) }),
    });
    const shown = found.slice(0, limit);
    const last = shown.at(-1)?.memory;
    const next =
      found.length > limit && last !== undefined ? formatPageToken({ updatedAt: last.recordedAt, id: last.id }) : null;
    return { memories: shown.map(toMemory), next };
  });
}

function positionOf(token: string): NonNullable<MemoryQuery['before']> {
  const { updatedAt, id } = parsePageToken(token);
  return { recordedAt: updatedAt, id };
}

type Filters = z.output<typeof exportQuery>;

function queryOf(
  owner: string,
  { assistant, type, status, subject, attribute }: Filters,
): Omit<MemoryQuery, 'limit' | 'before'> {
  return {
    owner,
    ...(assistant === undefined ? {} : { scope: assistant }),
    ...(type === undefined ? {} : { type }),
    ...(status === 'any' ? {} : { status }),
    ...(subject === undefined ? {} : { subject: subject.toLowerCase() }),
    ...(attribute === undefined ? {} : { attribute: attribute.toLowerCase() }),
  };
}

function exportRoute(app: NativeApp, { memories }: Parts): void {
  const schema = {
    summary: 'Export what is remembered as JSON Lines, what is over included',
    querystring: exportQuery,
    response: { 200: z.any().describe('One memory a line.'), ...failures },
  };
  app.get('/memories/export', { schema }, async (request, reply) => {
    reply.header('content-type', 'application/x-ndjson; charset=utf-8');
    const query = queryOf(request.identity.owner, request.query);
    return await reply.send(Readable.from(linesOf(memories, query)));
  });
}

async function* linesOf(
  memories: Pick<Memories, 'pages'>,
  query: Parameters<Memories['pages']>[0],
): AsyncIterable<string> {
  for await (const page of memories.pages(query)) {
    if (page.length > 0) yield page.map((known) => `${JSON.stringify(toMemory(known))}\n`).join('');
  }
}

function singleRoutes(app: NativeApp, { memories }: Parts): void {
  const readSchema = {
    summary: 'Read a memory with its sources and what it took the place of',
    params: idParameter,
    response: { 200: memoryWithHistory, ...failures },
  };
  app.get('/memories/:id', { schema: readSchema }, async (request) =>
    withHistory(await memories.get(request.identity.owner, request.params.id)),
  );
  const correctSchema = {
    summary: 'Set a memory right; what it said before stays in its history',
    params: idParameter,
    body: memoryChanges,
    response: { 200: memoryWithHistory, ...failures },
  };
  app.patch('/memories/:id', { schema: correctSchema }, async (request) => {
    const { owner } = request.identity;
    const { id } = request.params;
    const { memory } = known(await memories.get(owner, id));
    if (memory.status !== 'current') {
      throw new ParlanceError('validation', 'It is over already: set right what took its place', {
        field: 'params.id',
      });
    }
    const { type, value, text, importance, event_at: eventAt } = request.body;
    const corrected = await memories.correct(owner, id, {
      ...(type === undefined ? {} : { type }),
      ...(value === undefined ? {} : { value }),
      ...(text === undefined ? {} : { text }),
      ...(importance === undefined ? {} : { importance }),
      ...(eventAt === undefined ? {} : { eventAt: eventAt === null ? null : Date.parse(eventAt) }),
    });
    return withHistory(corrected);
  });
  const removeSchema = {
    summary: 'Forget a memory, with what it took the place of',
    params: idParameter,
    response: { 204: z.null(), ...failures },
  };
  app.delete('/memories/:id', { schema: removeSchema }, async (request, reply) => {
    if (!(await memories.remove(request.identity.owner, request.params.id))) throw plainError('not_found');
    return reply.code(204).send(null);
  });
}

function clearRoute(app: NativeApp, services: Parts): void {
  const schema = {
    summary: 'Forget everything that is remembered; messages stay',
    description:
      'What was said until now is not remembered again. `assistant=staff` forgets what its members remember too.',
    querystring: clearQuery,
    response: { 204: z.null(), ...failures },
  };
  app.delete('/memories', { schema }, async (request, reply) => {
    const { owner } = request.identity;
    const { assistant } = request.query;
    // What a member remembered who was removed since can still be forgotten.
    if (assistant !== undefined && !isOfStaff(assistant)) await checkAssistant(services, owner, assistant);
    await services.memories.clear(owner, assistant ?? null);
    return reply.code(204).send(null);
  });
}

function known<Found>(found: Found | null): Found {
  if (found === null) throw plainError('not_found');
  return found;
}

function withHistory(found: MemoryWithHistory | null): z.output<typeof memoryWithHistory> {
  const memory = known(found);
  return { ...toMemory(memory), history: memory.history.map(toPlainMemory) };
}

function toMemory({ memory, sources }: KnownMemory): z.output<typeof memoryResource> {
  return { ...toPlainMemory(memory), sources: sources.map(toSource) };
}

function toPlainMemory(memory: MemoryRecord) {
  const { id, scope, type, subject, attribute, value, text, importance, status, extractor } = memory;
  return {
    id,
    assistant: scope,
    type,
    subject,
    attribute,
    value,
    text,
    importance,
    status,
    valid_from: isoTime(memory.validFrom),
    valid_to: memory.validTo === null ? null : isoTime(memory.validTo),
    event_at: memory.eventAt === null ? null : isoTime(memory.eventAt),
    recorded_at: isoTime(memory.recordedAt),
    superseded_by: memory.supersededBy,
    extractor,
  };
}

function toSource({ message }: MemorySource) {
  const { id, conversation, role, speaker = role, externalId, createdAt } = message;
  return {
    message: id,
    ...(externalId === undefined ? {} : { external_id: externalId }),
    conversation,
    speaker,
    time: isoTime(createdAt),
    text: messageText(message),
  };
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
