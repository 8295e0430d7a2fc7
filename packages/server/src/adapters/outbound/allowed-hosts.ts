/** Hosts that may be reached whatever their address is. */
export interface AllowedHosts {
  has(url: URL): boolean;
}

/** `entries`: a host as in an address, for every port, or with one: `minio.internal`, `127.0.0.1:9000`, `[::1]:9000`. */
export function allowedHosts(entries: readonly string[]): AllowedHosts {
  const known = new Set(entries.map((entry) => entry.toLowerCase()));
  return { has: (url) => known.has(url.hostname) || known.has(`${url.hostname}:${portOf(url)}`) };
}

export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}
