import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Engine } from '../engine/engine.ts';
import { ParlanceError } from '../engine/errors.ts';
import { requireIdentity } from './auth.ts';
import { allowOrigins } from './cors.ts';
import { cursorOf } from './cursor-request.ts';
import { sendFailure, type ErrorShape } from './error-handler.ts';
import { readJsonBodies } from './json-body.ts';
import type { Services } from './services.ts';

/** What telling systems apart takes; their handlers may need more. */
export type SharedServices = Pick<Services, 'authenticator' | 'clock' | 'log'> & {
  readonly engine: Pick<Engine, 'turn'>;
};

/** A system that answers POST requests at an address of the root that others have in their documents too. */
export interface Contender<Needs extends SharedServices = Services> {
  /** Its mount, as its turns carry it. */
  readonly mount: string;
  /** The field of the body that only its requests have. */
  readonly field: string;
  readonly shape: ErrorShape;
  readonly handler: (services: Needs) => (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

/** An address with the systems that share it; the first answers what names none. */
export interface SharedPath<Needs extends SharedServices = Services> {
  readonly path: string;
  readonly contenders: readonly [Contender<Needs>, ...Contender<Needs>[]];
}

/**
 * Adds `POST path` for all systems that share it: the body tells which one is meant. A body of two systems is refused
 * with `ambiguous_address`, which names both mounts; a cursor without a body of either goes on where its turn is.
 * Source: CONTRACT.md §2, DESIGN.md §8.7.
 */
export async function addSharedPath<Needs extends SharedServices>(
  app: FastifyInstance,
  services: Needs,
  { path, contenders }: SharedPath<Needs>,
): Promise<void> {
  const { authenticator, clock, log } = services;
  const [first, ...others] = contenders;
  const answering = (contender: Contender<Needs>) => ({ ...contender, handle: contender.handler(services) });
  const fallback = answering(first);
  const systems = [fallback, ...others.map(answering)];
  /** In whose shape a failure is answered. */
  const shapes = new WeakMap<FastifyRequest, ErrorShape>();
  allowOrigins(app, 'any-origin');
  requireIdentity(app, authenticator);
  readJsonBodies(app, { anyContentType: true, clock });
  app.setErrorHandler((error, request, reply) => {
    const shape = shapes.get(request) ?? first.shape;
    return sendFailure(error, request, reply, { shape, log });
  });
  app.post(path, async (request, reply) => {
    const system = namedBy(request.body, systems) ?? (await ownerOfCursor(request, services, systems)) ?? fallback;
    shapes.set(request, system.shape);
    return await system.handle(request, reply);
  });
}

function namedBy<Named extends Pick<Contender, 'mount' | 'field'>>(
  body: unknown,
  contenders: readonly Named[],
): Named | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const named = contenders.filter(({ field }) => Object.hasOwn(body, field));
  if (named.length < 2) return named[0];
  const choices = named.map(({ field, mount }) => `"${field}" belongs to /${mount}`).join(', ');
  throw new ParlanceError('ambiguous_address', `The body fits more than one system here: ${choices}.`);
}

/** Where the turn of the request's cursor is; undefined without a cursor, and for a turn of another system. */
async function ownerOfCursor<Named extends Pick<Contender, 'mount'>>(
  request: FastifyRequest,
  { engine }: SharedServices,
  contenders: readonly Named[],
): Promise<Named | undefined> {
  const cursor = contenders.length < 2 ? null : cursorOf(request);
  if (cursor === null) return undefined;
  const { mount } = await engine.turn(request.identity.owner, cursor.turn);
  return contenders.find((contender) => contender.mount === mount);
}
