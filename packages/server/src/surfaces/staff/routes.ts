import type { FastifyInstance } from 'fastify';
import { detailShape } from '../../http/detail-shape.ts';
import { addDocumentation } from '../../http/documentation.ts';
import { answerUnknownAddresses } from '../../http/error-handler.ts';
import { addSystemHealth, prepareSystem } from '../../http/prepare-system.ts';
import type { Services } from '../../http/services.ts';
import { conversationIn } from './conversation-key.ts';
import { Issues, numberIn, type NumberField } from './field-issues.ts';
import { parseChanges, parseNewMember, refused } from './member-request.ts';
import { memberIn, notFound, toResource } from './members.ts';
import { forgetMessages, readMessages, type MessagePage } from './messages.ts';
import {
  changeSchema,
  createSchema,
  historySchema,
  listSchema,
  MOST_MESSAGES,
  readSchema,
  removeSchema,
  sendSchema,
  streamSchema,
} from './schemas.ts';
import { sendHandler, streamHandler } from './send-message.ts';

const PREFIX = '/api/v1/staff';
const DEFAULT_LIMIT = 50;

/** The staff under its mount, with its documentation. */
export async function staffMount(app: FastifyInstance, services: Services): Promise<void> {
  prepareSystem(app, services, { shape: detailShape });
  answerUnknownAddresses(app, { shape: detailShape, log: services.log });
  await addDocumentation(app, {
    title: 'Staff',
    description: 'Colleagues who answer as a stream, or in the background to histories and webhooks.',
  });
  staffRoutes(app, services);
  addSystemHealth(app, services, 'staff');
}

/** The staff's addresses at the root, as its document has them. */
export async function staffAtRoot(app: FastifyInstance, services: Services): Promise<void> {
  prepareSystem(app, services, { shape: detailShape });
  staffRoutes(app, services);
}

function staffRoutes(app: FastifyInstance, services: Services): void {
  memberRoutes(app, services);
  const messages = `${PREFIX}/:staff_id/messages`;
  app.post(`${messages}/stream`, { schema: streamSchema }, streamHandler(services));
  app.post(messages, { schema: sendSchema }, sendHandler(services));
  app.get(messages, { schema: historySchema }, async (request) => {
    const { id } = await memberIn(services, request);
    return readMessages(services.engine, request.identity.owner, id, pageIn(request.query));
  });
}

function memberRoutes(app: FastifyInstance, services: Services): void {
  const { staff, engine } = services;
  const address = `${PREFIX}/:staff_id`;
  // Both are documented clients' addresses: one with a slash at its end, one without.
  for (const list of [PREFIX, `${PREFIX}/`]) {
    const hide = list !== PREFIX;
    app.get(list, { schema: { ...listSchema, hide } }, async (request) => {
      const members = await staff.list(request.identity.owner);
      return { staff: members.map(toResource), total: members.length };
    });
    app.post(list, { schema: { ...createSchema, hide } }, async (request, reply) => {
      const { id, profile } = parseNewMember(request.body);
      const created = await staff.create(request.identity.owner, id, profile);
      if (typeof created === 'string') throw refused(created, id);
      reply.code(201);
      return toResource(created);
    });
  }
  app.get(address, { schema: readSchema }, async (request) => toResource(await memberIn(services, request)));
  app.route({
    method: ['PATCH', 'PUT'],
    url: address,
    schema: changeSchema,
    handler: async (request) => {
      const { id } = await memberIn(services, request);
      const changed = await staff.change(request.identity.owner, id, parseChanges(request.body, id));
      if (changed === null) throw notFound(id);
      return toResource(changed);
    },
  });
  app.delete(address, { schema: removeSchema }, async (request, reply) => {
    const { id } = await memberIn(services, request);
    const { owner } = request.identity;
    // The member first: from then on nothing new can be written to it.
    if (!(await staff.remove(owner, id))) throw notFound(id);
    await forgetMessages(engine, owner, id);
    return reply.code(204).send();
  });
}

/** Throws `InvalidRequest` with everything that is wrong with the query. */
function pageIn(query: unknown): MessagePage {
  const fields: Readonly<Record<string, unknown>> = typeof query === 'object' && query !== null ? { ...query } : {};
  const issues = new Issues();
  const number = (field: NumberField): number => issues.take(numberIn(fields, field), field.otherwise);
  const limit = number({ name: 'limit', least: 1, most: MOST_MESSAGES, otherwise: DEFAULT_LIMIT });
  const offset = number({ name: 'offset', least: 0, most: Number.MAX_SAFE_INTEGER, otherwise: 0 });
  const { order = 'desc' } = fields;
  const msg = "Input should be 'asc' or 'desc'";
  if (order !== 'asc' && order !== 'desc')
    issues.add({ type: 'literal_error', loc: ['query', 'order'], msg, input: order });
  const conversation = issues.take<string | null>(conversationIn(fields, 'query'), null);
  issues.refuse();
  return { limit, offset, order: order === 'asc' ? 'asc' : 'desc', conversation };
}
