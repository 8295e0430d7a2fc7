import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The part of IPv6 that is given out for the open network; all else is special in one way or another. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * True where the address, IPv4 or IPv6, is one of the open network. Everything with a use of its own is not: private,
 * loopback, link-local (where clouds keep their metadata), multicast, documentation, and the forms of IPv6 that carry
 * an IPv4 address inside (mapped, NAT64, 6to4, Teredo), since what they lead to was not looked at.
 */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return !(parsed instanceof ipaddr.IPv6) || parsed.match(GLOBAL_UNICAST);
}
