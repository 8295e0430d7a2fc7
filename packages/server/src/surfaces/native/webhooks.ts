import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { plainError } from '../../http/failure.ts';
import type { Services } from '../../http/services.ts';
import type { DeadLetter, Webhook } from '../../ports/webhooks.ts';
import { failures, type NativeApp } from './native-app.ts';
import {
  letterResource,
  newWebhook,
  testResource,
  webhookChanges,
  webhookResource,
  webhookWithSecret,
} from './webhook-schemas.ts';

const id = z.object({ id: z.string() });
const letterId = z.object({ id: z.string(), letter: z.string() });

/** The caller's webhooks, and the messages that they did not get. Source: CONTRACT.md §2.5 and §4. */
export function webhookRoutes(app: NativeApp, services: Services): void {
  registration(app, services);
  changes(app, services);
  deadLetters(app, services);
}

function registration(app: NativeApp, { webhooks }: Services): void {
  const listSchema = {
    summary: 'List webhooks',
    response: { 200: z.object({ webhooks: z.array(webhookResource) }), ...failures },
  };
  app.get('/webhooks', { schema: listSchema }, async (request) => ({
    webhooks: (await webhooks.list(request.identity.owner)).map(toResource),
  }));
  const createSchema = {
    summary: 'Register an address that is told when answers end',
    description: 'Messages are signed as Standard Webhooks has it, and sent again over days until they are accepted.',
    body: newWebhook,
    response: { 201: webhookWithSecret, ...failures },
  };
  app.post('/webhooks', { schema: createSchema }, async (request, reply) => {
    checkAddress(webhooks, request.body.url);
    const made = await webhooks.register(request.identity.owner, request.body);
    if (made === null) throw new ParlanceError('validation', 'There are as many webhooks as one user may have');
    reply.code(201);
    return { ...toResource(made.webhook), secret: made.secret };
  });
  const readSchema = { summary: 'Read a webhook', params: id, response: { 200: webhookResource, ...failures } };
  app.get('/webhooks/:id', { schema: readSchema }, async (request) =>
    toResource(known(await webhooks.get(request.identity.owner, request.params.id))),
  );
}

function changes(app: NativeApp, { webhooks }: Services): void {
  const changeSchema = {
    summary: 'Change a webhook, or switch it on or off',
    params: id,
    body: webhookChanges,
    response: { 200: webhookResource, ...failures },
  };
  app.patch('/webhooks/:id', { schema: changeSchema }, async (request) => {
    const { url, description, events, enabled } = request.body;
    if (url !== undefined) checkAddress(webhooks, url);
    const wanted = {
      ...(url === undefined ? {} : { url }),
      ...(description === undefined ? {} : { description }),
      ...(events === undefined ? {} : { events }),
      ...(enabled === undefined ? {} : { enabled }),
    };
    return toResource(known(await webhooks.change(request.identity.owner, request.params.id, wanted)));
  });
  const removeSchema = { summary: 'Remove a webhook', params: id, response: { 204: z.null(), ...failures } };
  app.delete('/webhooks/:id', { schema: removeSchema }, async (request, reply) => {
    known(await webhooks.remove(request.identity.owner, request.params.id));
    return reply.code(204).send(null);
  });
  const rotateSchema = {
    summary: 'Make a new secret',
    description: 'For a day messages carry the signature of the old one as well.',
    params: id,
    response: { 200: webhookWithSecret, ...failures },
  };
  app.post('/webhooks/:id/rotate', { schema: rotateSchema }, async (request) => {
    const { webhook, secret } = known(await webhooks.rotate(request.identity.owner, request.params.id));
    return { ...toResource(webhook), secret };
  });
  const testSchema = {
    summary: 'Send a message of the type webhook.test now, once',
    params: id,
    response: { 200: testResource, ...failures },
  };
  app.post('/webhooks/:id/test', { schema: testSchema }, async (request, reply) => {
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    reply.raw.once('close', leave);
    try {
      return known(await webhooks.test(request.identity.owner, request.params.id, gone.signal));
    } finally {
      reply.raw.off('close', leave);
    }
  });
}

function deadLetters(app: NativeApp, { webhooks }: Services): void {
  const listSchema = {
    summary: 'Messages that were given up',
    params: id,
    response: { 200: z.object({ dead_letters: z.array(letterResource) }), ...failures },
  };
  app.get('/webhooks/:id/dead-letters', { schema: listSchema }, async (request) => ({
    dead_letters: known(await webhooks.deadLetters(request.identity.owner, request.params.id)).map(toLetter),
  }));
  const againSchema = {
    summary: 'Send such a message again, under the same webhook-id',
    description: 'While the webhook is switched off: 409, and the message stays where it is.',
    params: letterId,
    response: { 202: z.null(), ...failures },
  };
  app.post('/webhooks/:id/dead-letters/:letter/redeliver', { schema: againSchema }, async (request, reply) => {
    const { id: webhook, letter } = request.params;
    const outcome = known(await webhooks.redeliver(request.identity.owner, webhook, letter));
    if (outcome === 'disabled') throw plainError('webhook_disabled');
    return reply.code(202).send(null);
  });
  const dropSchema = { summary: 'Forget such a message', params: letterId, response: { 204: z.null(), ...failures } };
  app.delete('/webhooks/:id/dead-letters/:letter', { schema: dropSchema }, async (request, reply) => {
    const { id: webhook, letter } = request.params;
    known(await webhooks.drop(request.identity.owner, webhook, letter));
    return reply.code(204).send(null);
  });
}

function checkAddress(webhooks: Services['webhooks'], url: string): void {
  if (!webhooks.refuses(url)) return;
  throw new ParlanceError('validation', 'Must be a public address, or one that OUTBOUND_ALLOW names', {
    field: 'body.url',
  });
}

function known<Found>(found: Found | null): Found {
  if (found === null) throw plainError('not_found');
  return found;
}

function toResource({ createdAt, updatedAt, disabledReason, events, ...rest }: Webhook) {
  const { id: name, url, description, enabled } = rest;
  return {
    id: name,
    url,
    description,
    events: [...events],
    enabled,
    disabled_reason: disabledReason,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
  };
}

function toLetter({ id: name, event, turn, attempts, reason, at }: DeadLetter) {
  return { id: name, event, turn_id: turn, attempts, reason, at: new Date(at).toISOString() };
}
