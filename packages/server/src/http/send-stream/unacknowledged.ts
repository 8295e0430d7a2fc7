import { readFile } from 'node:fs/promises';
import { SocketAddress, type Socket } from 'node:net';
import { endianness } from 'node:os';

/** Bytes that were given to the kernel and that the peer's kernel has not confirmed, by `connectionKey`. */
export type Unacknowledged = ReadonlyMap<string, number>;

const TABLE_4 = '/proc/self/net/tcp';
const TABLE_6 = '/proc/self/net/tcp6';
/** Addresses of both ends, the state (01: established) and the length of the send queue, where that is not 0. */
const WAITING = /^ *\d+: ([\dA-F]+:[\dA-F]{4}) ([\dA-F]+:[\dA-F]{4}) 01 (?!00000000)([\dA-F]{8}):/gm;
const LITTLE_ENDIAN = endianness() === 'LE';

/**
 * Reads the kernel's table of connections, which is the only place where a Node program can see whether anybody is
 * there: a peer that vanished closes nothing, and the kernel goes on trying for a quarter of an hour. Tells of the
 * connections with these keys at least. Null where the system has no such table, that is everywhere but on Linux.
 */
export async function readUnacknowledged(keys: Iterable<string>): Promise<Unacknowledged | null> {
  // Reading a table costs milliseconds even where it is short, so one in which none of them stands is left out.
  const tables = new Set(Array.from(keys, (key) => (key.includes(':') ? TABLE_6 : TABLE_4)));
  const texts = await Promise.all(Array.from(tables, (file) => readFile(file, 'latin1').catch(() => null)));
  if (tables.size > 0 && texts.every((text) => text === null)) {
    return null;
  }
  const waiting = new Map<string, number>();
  for (const text of texts) {
    for (const [, local = '', remote = '', bytes = ''] of (text ?? '').matchAll(WAITING)) {
      waiting.set(`${readable(local)} ${readable(remote)}`, Number.parseInt(bytes, 16));
    }
  }
  return waiting;
}

/** Null for a socket that is not connected any more. */
export function connectionKey({ localAddress, localPort, remoteAddress, remotePort }: Socket): string | null {
  if (localAddress === undefined || remoteAddress === undefined) {
    return null;
  }
  return `${withoutZone(localAddress)} ${localPort} ${withoutZone(remoteAddress)} ${remotePort}`;
}

/** `0100007F:1F90` → `127.0.0.1 8080`: the address in words of 32 bits as the machine keeps them, the port as a number. */
function readable(end: string): string {
  const [address = '', port = ''] = end.split(':');
  const words = (address.match(/.{8}/g) ?? []).map((word) => {
    const bytes = word.match(/../g) ?? [];
    return LITTLE_ENDIAN ? bytes.toReversed() : bytes;
  });
  const bytes = words.flat().map((byte) => Number.parseInt(byte, 16));
  return `${bytes.length === 4 ? bytes.join('.') : version6(bytes)} ${Number.parseInt(port, 16)}`;
}

function version6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  // Written as Node writes the addresses of its sockets.
  return new SocketAddress({ address: groups.join(':'), family: 'ipv6' }).address;
}

function withoutZone(address: string): string {
  return address.split('%', 1)[0] ?? '';
}
