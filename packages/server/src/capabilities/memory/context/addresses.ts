/** The host of an address in a text, where one stands in it: its scheme, slashes and `www.` are optional. */
const HOST = /^(?:[a-z0-9+.-]{0,20}:)?(?:\/\/)?(?:[^\s/@]{0,64}@)?(?:www\.)?([a-z0-9.-]{1,253})/i;
const ADDRESS = /(?:[a-z0-9+.-]{0,20}:\/\/|\/\/|www\.)[^\s"'<>)\]]{1,2048}/gi;

/**
 * Whether an address may stand in an answer: all that the user or the instructions could mean, and no address that is
 * made from what was recalled. A recalled text may have been written to make the model send what it knows somewhere, so
 * of the hosts in it only the very addresses count that stand there. Null where no address was recalled. Source: FAULTS.md
 * S09.
 */
export function addressGuard(recalled: readonly string[], asked: string): ((address: string) => boolean) | null {
  const all = recalled.join('\n');
  const hosts = new Set((all.match(ADDRESS) ?? []).map(hostOf));
  if (hosts.size === 0) return null;
  return (address) => {
    // A sentence may have lent its mark to the end.
    const exact = address.replace(/[.,;:!?]{1,3}$/, '');
    if (asked.includes(exact)) return true;
    return !hosts.has(hostOf(address)) || isWhole(all, exact);
  };
}

function hostOf(address: string): string {
  return (HOST.exec(address)?.[1] ?? '').toLowerCase();
}

/** The address itself stands there, not the beginning of a longer one and not one with something added. */
function isWhole(text: string, address: string): boolean {
  const end = text.indexOf(address) + address.length;
  return text.includes(address) && /^[.,;:!?]{0,3}(?:[\s"'<>)\]]|$)/.test(text.slice(end, end + 4));
}
