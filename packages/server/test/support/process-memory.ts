import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const MEGABYTE = 1024 * 1024;

/** What a process holds of the machine, as Linux counts it. */
export interface Holdings {
  /** Resident memory, megabytes. */
  readonly memory: number;
  /** The most resident memory since `forgetPeak`, megabytes. */
  readonly peak: number;
  readonly descriptors: number;
}

export function holdingsOf(pid: number): Holdings {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (field: string): number => {
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    if (kilobytes === undefined) throw new Error(`/proc/${pid}/status has no ${field}.`);
    return (Number(kilobytes) * 1024) / MEGABYTE;
  };
  return {
    memory: megabytes('VmRSS'),
    peak: megabytes('VmHWM'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** From now on `peak` is what comes. Source: proc(5), `clear_refs`. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
