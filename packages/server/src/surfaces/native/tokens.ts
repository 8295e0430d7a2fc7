import { z } from 'zod';
import type { Services } from '../../http/services.ts';
import { ownerParameter, requireAdmin } from './admin.ts';
import { failures, type NativeApp } from './native-app.ts';

/** Ends the tokens that a user has: for whoever lost one, or left. Source: FAULTS.md C10. */
export function tokenRoutes(app: NativeApp, { engine, authenticator }: Services): void {
  const schema = {
    summary: "End a user's tokens (administrators)",
    description: 'Tokens that were issued until now are refused, and streams that they opened end within a minute.',
    params: ownerParameter,
    response: { 204: z.null(), ...failures },
  };
  app.post('/users/:user/tokens/revoke', { schema }, async (request, reply) => {
    requireAdmin(request.identity);
    await engine.revokeTokens(request.params.user);
    authenticator.forget();
    return reply.code(204).send(null);
  });
}
