/** An entry of `package-lock.json`, as far as we read it. */
export interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export type LockEntries = Readonly<Record<string, LockEntry>>;

export interface LockFile {
  readonly packages: LockEntries;
}

/** Reads the text of a lock file. Throws where it is something else. */
export function parseLockFile(text: string): LockFile {
  const value: unknown = JSON.parse(text);
  if (!isLockFile(value)) throw new Error('This is no lock file of npm 7 or later.');
  return value;
}

function isLockFile(value: unknown): value is LockFile {
  return typeof value === 'object' && value !== null && 'packages' in value && typeof value.packages === 'object';
}

/**
 * Entries that `npm ci` wants and `npm install` left out: packages for other platforms, which the registry at hand did
 * not have. Without them `npm ci` calls the lock file out of date. They are never fetched on a platform that is not
 * theirs; on theirs they are fetched without a hash, because nobody here has seen them.
 */
export function missingEntries(entries: LockEntries): LockEntries {
  const missing: Record<string, LockEntry> = {};
  for (const [place, { optionalDependencies = {}, dev }] of Object.entries(entries)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (isPresent(entries, place, name)) continue;
      missing[`node_modules/${name}`] = {
        version,
        ...platformOf(name),
        ...(dev === true ? { dev } : {}),
        optional: true,
      };
    }
  }
  return missing;
}

/** Whether a package at `place` finds `name` in its own folder or in one further up. */
function isPresent(entries: LockEntries, place: string, name: string): boolean {
  const nested = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`;
  return nested in entries || `node_modules/${name}` in entries;
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Reads the platform from a name such as `binding-linux-arm64-musl`. Throws where it names none. */
function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[-/]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  if (os.length !== 1 || cpu.length !== 1)
    throw new Error(`${name} names no platform: why is it not in the lock file?`);
  const last = words.at(-1) ?? '';
  if (last.startsWith('gnu')) return { os, cpu, libc: ['glibc'] };
  return last.startsWith('musl') ? { os, cpu, libc: ['musl'] } : { os, cpu };
}
