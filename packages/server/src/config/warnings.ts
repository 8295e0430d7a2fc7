import { hasShortSecret, type Access } from './access.ts';
import type { Values } from './variables.ts';

/** What an operator may have meant, and should know: variable and sentence. */
export interface ConfigWarning {
  readonly variable: string;
  readonly problem: string;
}

/** What is allowed and dangerous, said once at every start. Never holds a value. */
export function configWarnings(
  config: Pick<Values, 'jwtSecretKey'> & { readonly access: Access },
): readonly ConfigWarning[] {
  const { access } = config;
  const warnings: ConfigWarning[] = [];
  // Not refused here, because a server on loopback is mostly somebody's own; but a proxy may stand before it.
  if (access.isLoopback && hasShortSecret(config)) {
    warnings.push({
      variable: 'JWT_SECRET_KEY',
      problem: 'is shorter than 32 bytes: fit for trying out, not for others',
    });
  }
  if (!access.isLoopback && access.allowAnonymous) {
    warnings.push({ variable: 'ALLOW_ANONYMOUS', problem: 'lets everybody in who can reach this host' });
  }
  return warnings;
}
