import { ConfigError } from './config-error.ts';
import { BadValue, integer, list, type Parser } from './parsers.ts';

/** One system at the root of a port. */
export interface SystemPort {
  readonly system: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** `milo=8001,staff=8002`. Whether there is such a system is known only when the surfaces are put together. */
export const systemPorts: Parser<readonly SystemPort[]> = (text) => {
  const entries = list(text).map((entry) => {
    const [, system, port = ''] = /^([a-z]+)=(\d+)$/.exec(entry) ?? [];
    if (system === undefined) throw new BadValue('must list systems and ports such as milo=8001,staff=8002');
    return { system, port: integer(0, 65_535)(port) };
  });
  const systems = entries.map(({ system }) => system);
  if (new Set(systems).size < systems.length) throw new BadValue('must name each system once');
  return entries;
};

/** Throws `ConfigError` where two servers would take one port. */
export function checkPorts(port: number, listen: readonly SystemPort[]): void {
  const taken = new Map([[port, 'PORT']]);
  for (const entry of listen) {
    const other = taken.get(entry.port);
    if (other !== undefined && entry.port !== 0) {
      throw new ConfigError(
        'LISTEN',
        `gives ${entry.system} the port ${entry.port}, which ${other} has: choose another`,
      );
    }
    taken.set(entry.port, entry.system);
  }
}
