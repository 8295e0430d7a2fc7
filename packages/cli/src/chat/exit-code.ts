import { ClientError } from '@parlance/client';
import { EXIT } from '../terminal/exit.ts';

export function exitCodeOf(error: unknown): number {
  return error instanceof ClientError && error.kind === 'network' ? EXIT.noServer : EXIT.failed;
}
