import type { FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import { problem } from './schemas.ts';

/** An instance whose handlers get what the zod schemas of their routes give. */
export type NativeApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** Answers of every route beside its own. */
export const failures = { '4xx': problem, '5xx': problem } as const;
