import { accessSync, constants, globSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** A real program that some test suites run. */
export interface Program {
  /** What is looked for in PATH; or the whole path of something that is no program, such as a Python package. */
  readonly name: string;
  /** Debian's package that brings it. */
  readonly debianPackage: string;
  /** What cannot be tested without it. */
  readonly neededFor: string;
}

export const PROGRAMS = [
  { name: 'chromium', debianPackage: 'chromium', neededFor: 'a browser that resumes a stream by itself' },
  { name: 'curl', debianPackage: 'curl', neededFor: 'the requests of the documents' },
  { name: 'nginx', debianPackage: 'nginx', neededFor: 'streams through nginx' },
  { name: 'haproxy', debianPackage: 'haproxy', neededFor: 'streams through HAProxy' },
  { name: 'caddy', debianPackage: 'caddy', neededFor: 'streams through Caddy' },
  { name: 'postgres', debianPackage: 'postgresql', neededFor: 'alumni in PostgreSQL' },
  { name: '/usr/lib/python3/dist-packages/aiohttp', debianPackage: 'python3-aiohttp', neededFor: 'Python clients' },
  { name: '/usr/lib/python3/dist-packages/requests', debianPackage: 'python3-requests', neededFor: 'Python clients' },
  { name: '/usr/lib/python3/dist-packages/httpx', debianPackage: 'python3-httpx', neededFor: 'Python clients' },
  { name: 'curl', debianPackage: 'curl', neededFor: 'clients on a command line' },
  { name: 'systemd-analyze', debianPackage: 'systemd', neededFor: 'the systemd unit' },
  { name: 'nft', debianPackage: 'nftables', neededFor: 'readers whose network is gone' },
  { name: 'ip', debianPackage: 'iproute2', neededFor: 'readers whose network is gone' },
] as const satisfies readonly Program[];

export type ProgramName = (typeof PROGRAMS)[number]['name'];

/**
 * PATH, and where Debian puts programs that are in no user's PATH: those of administrators, and PostgreSQL's, the newest
 * version first.
 */
function searchPath(): string {
  const postgres = globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed();
  return [process.env['PATH'] ?? '', '/usr/local/sbin', '/usr/sbin', '/sbin', ...postgres].join(delimiter);
}

/** Where the program is, or null. */
export function findProgram(name: string, path = searchPath()): string | null {
  if (isAbsolute(name)) return isExecutable(name) ? name : null;
  return (
    path
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find(isExecutable) ?? null
  );
}

export function missingPrograms(programs: readonly Program[] = PROGRAMS, path?: string): readonly Program[] {
  return programs.filter(({ name }) => findProgram(name, path) === null);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
