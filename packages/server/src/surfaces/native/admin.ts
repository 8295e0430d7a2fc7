import { z } from 'zod';
import { ParlanceError } from '../../engine/errors.ts';
import { isAdmin, type Identity } from '../../http/identity.ts';

/** A `sub` of tokens: any text without control characters. */
export const ownerParameter = z.object({
  user: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^\p{Cc}]+$/u, 'Must not hold control characters'),
});

/** Throws `forbidden` for everybody but administrators. */
export function requireAdmin(identity: Identity): void {
  if (!isAdmin(identity)) throw new ParlanceError('forbidden', 'This needs a token whose `roles` contain `admin`.');
}
