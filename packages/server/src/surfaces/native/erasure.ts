import { z } from 'zod';
import type { Services } from '../../http/services.ts';
import { ownerParameter, requireAdmin } from './admin.ts';
import { failures, type NativeApp } from './native-app.ts';

/** Who asks, as a name in the address. */
const SELF = 'me';

/** Everything of a user is removed: one's own by oneself, anybody's by administrators. Source: RETRIEVAL.md §3.6. */
export function erasureRoutes(app: NativeApp, { erasure, log }: Pick<Services, 'erasure' | 'log'>): void {
  const schema = {
    summary: 'Erase a user: everything that they wrote, and all that was made of it',
    description:
      'Conversations, memories, files, documents, settings and points. `me` is whoever asks; other users are for ' +
      'administrators. Nothing of it can be brought back.',
    params: ownerParameter,
    response: { 204: z.null(), ...failures },
  };
  app.delete('/users/:user', { schema }, async (request, reply) => {
    const { user } = request.params;
    const owner = user === SELF ? request.identity.owner : user;
    if (owner !== request.identity.owner) requireAdmin(request.identity);
    await erasure.erase(owner);
    log.info('user_erased', { correlation_id: request.id });
    return reply.code(204).send(null);
  });
}
