import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { OutboundError } from '../../ports/outbound.ts';
import { portOf, type AllowedHosts } from './allowed-hosts.ts';
import { isPublicAddress } from './public-address.ts';

const MAX_URL = 2_048;

/** An address of a host. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly Address[]>;

export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

/** Where a request goes: the addresses are those that were checked, and no others may be connected to. */
export interface Target {
  readonly url: URL;
  /** The host as it is dialled, without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly Address[];
}

/** Resolves the address once and checks everything that it leads to. Rejects with `OutboundError`. */
export async function checkTarget(text: string, allowed: AllowedHosts, resolve: Resolve): Promise<Target> {
  const url = readUrl(text);
  const host = hostOf(url);
  const addresses = await addressesOf(host, resolve);
  if (addresses.length === 0) throw new OutboundError('unknown_host', `${host} has no address.`);
  // One that is not public is enough: whoever names both wants the other to be taken.
  const inside = addresses.find(({ address }) => !isPublicAddress(address));
  if (inside !== undefined && !allowed.has(url)) {
    throw new OutboundError('refused', `${host} is ${inside.address}, which is not a public address.`);
  }
  return { url, host, port: portOf(url), addresses };
}

/** Whether the address names a host by its number, and that number is one that `checkTarget` refuses. */
export function isRefusedNumber(text: string, allowed: AllowedHosts): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  const host = hostOf(url);
  return isIP(host) !== 0 && !isPublicAddress(host) && !allowed.has(url);
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function readUrl(text: string): URL {
  const url = text.length > MAX_URL ? null : URL.parse(text);
  if (url === null) throw new OutboundError('refused', 'This is not an address.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new OutboundError('refused', `${url.protocol} is not asked.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new OutboundError('refused', 'An address with a user name is not asked.');
  }
  return url;
}

async function addressesOf(host: string, resolve: Resolve): Promise<readonly Address[]> {
  const family = isIP(host);
  if (family !== 0) return [{ address: host, family }];
  try {
    return await resolve(host);
  } catch (error) {
    throw new OutboundError('unknown_host', `${host} cannot be resolved.`, { cause: error });
  }
}
