import type { JobRecord } from './records.ts';

/** Work that outlives the turn that caused it. Jobs are added by `job.create` in the transaction of their cause. */
export interface Queue {
  /**
   * Leases at most `limit` due jobs of these kinds to `node`, oldest first, and counts the attempt. MUST NOT give a
   * job to two nodes while its lease runs.
   */
  claim(kinds: readonly string[], node: string, leaseMs: number, limit: number): Promise<readonly JobRecord[]>;
  /** Removes the job. MUST change nothing where another node has leased it meanwhile. */
  complete(id: string, node: string): Promise<void>;
  /** Gives the job back, due again at `runAt`. MUST change nothing where another node has leased it meanwhile. */
  retry(id: string, node: string, runAt: number): Promise<void>;
}
