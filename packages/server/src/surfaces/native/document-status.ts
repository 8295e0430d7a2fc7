import type { z } from 'zod';
import type { IngestionStatus } from '../../ports/ingestion.ts';
import type { ingestionResource } from './document-schemas.ts';

/** The state of ingestion in the words of the native API. */
export function toIngestion(status: IngestionStatus): z.output<typeof ingestionResource> {
  const { state, total, done, secondsLeft, current, sources } = status;
  return {
    state,
    total,
    done,
    seconds_left: secondsLeft,
    current: current === null ? null : { name: current.name, pages_done: current.pagesDone, pages: current.pages },
    sources: sources.map(({ name, place, state: seen, seenAt, documents, failed, failedTotal }) => ({
      // The part before the colon: where a folder is on this machine is nobody's business.
      name: name.split(':')[0] ?? name,
      place,
      state: seen,
      seen_at: seenAt === null ? null : new Date(seenAt).toISOString(),
      documents,
      failed: [...failed],
      failed_total: failedTotal,
    })),
  };
}
