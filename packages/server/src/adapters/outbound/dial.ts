import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Target } from './check-target.ts';

/** Opens a connection to one of the target's addresses. */
export type Dial = (target: Target) => Socket;

/** Connects to the addresses that were checked: the name is not resolved again. */
export const systemDial: Dial = ({ host, port, addresses }) =>
  connect({
    host,
    port,
    autoSelectFamily: true,
    lookup: (_hostname, options, callback) => {
      const wanted = addresses.filter(({ family }) => [0, family, undefined].includes(numberOf(options.family)));
      const [first] = wanted;
      if (first === undefined) return callback(new Error(`${host} has no address of this family.`), '', 0);
      if (options.all === true) return callback(null, [...wanted]);
      return callback(null, first.address, first.family);
    },
  });

/** Where the address wants it, TLS for the name in the address, whatever was dialled. */
export function openConnection(target: Target, dial: Dial): Socket {
  const socket = dial(target);
  if (target.url.protocol !== 'https:') return socket;
  const { host } = target;
  return connectTls({ socket, host, ...(isIP(host) === 0 ? { servername: host } : {}), ALPNProtocols: ['http/1.1'] });
}

function numberOf(family: number | string | undefined): number | undefined {
  return typeof family === 'string' ? Number(family.replace('IPv', '')) : family;
}
