import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
/** Groups of a /64: what one customer of a provider gets at least, and can choose addresses from at will. */
const NETWORK_GROUPS = 4;

/**
 * What counts as one client: an IPv4 address, or the /64 network of an IPv6 address. Some proxies add a port or a
 * zone, which are left out. What is no address at all is one client, `unknown`. Source: FAULTS.md S11.
 */
export function networkOf(address: string): string {
  const [bare = ''] = withoutPort(address).split('%', 1);
  if (isIPv4(bare)) return bare;
  if (!isIPv6(bare)) return 'unknown';
  // The URL parser knows every spelling, the one with an IPv4 address at its end included.
  const spelled = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const groups = expand(spelled);
  return mappedIPv4(groups) ?? `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/** `192.0.2.1:443` and `[2001:db8::1]:443` without their ports. */
function withoutPort(address: string): string {
  if (address.startsWith('[')) return address.slice(1, address.lastIndexOf(']'));
  const [host = '', port, ...rest] = address.split(':');
  return port !== undefined && rest.length === 0 ? host : address;
}

function expand(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const before = groupsOf(head);
  if (tail === undefined) return before;
  const after = groupsOf(tail);
  return [...before, ...Array<string>(GROUPS - before.length - after.length).fill('0'), ...after];
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

/** `::ffff:192.0.2.1` is that IPv4 address, as a socket for both families shows it. */
function mappedIPv4(groups: readonly string[]): string | null {
  if (groups.slice(0, 6).join(':') !== '0:0:0:0:0:ffff') return null;
  const [high = 0, low = 0] = groups.slice(6).map((group) => Number.parseInt(group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
