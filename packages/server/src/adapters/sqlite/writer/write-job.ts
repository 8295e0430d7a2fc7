import type { RefusalReason } from '../../../ports/store.ts';
import type { WriteContext, WriteOf } from './write-context.ts';

const FINISH = 'DELETE FROM job WHERE id = ? AND lease_node = ?';

export function finishJob({ sql }: WriteContext, { id, node }: WriteOf<'job.finish'>): RefusalReason | null {
  return sql.run(FINISH, id, node) === 0 ? 'not-found' : null;
}
