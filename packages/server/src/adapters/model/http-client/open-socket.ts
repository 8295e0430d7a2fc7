import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';

/**
 * What one read may bring, bytes: some 60 tokens, so that a read of each of hundreds of connections is no long time.
 */
const READ_BYTES = 16_384;

/**
 * Every socket reads into this one buffer, because what was read is used up before the next read: an open answer holds
 * no buffer of its own, and a token allocates none.
 */
export const READ_BUFFER = Buffer.allocUnsafeSlow(READ_BYTES);

export interface Opening {
  readonly url: URL;
  /** So many bytes stand at the beginning of `READ_BUFFER`, until the function returns. */
  readonly onRead: (length: number) => void;
  /** The TLS session of an earlier connection. */
  readonly session: Buffer | undefined;
}

/**
 * Opens a connection to the host of an `http:` or `https:` URL; IPv4 and IPv6 are tried as `node:net` does it.
 *
 * With `onread` the bytes come straight from the system call, past the stream of the socket. Events that remain:
 * `connect` or `secureConnect`, `end`, `error`, `close`, `session`.
 */
export function openSocket({ url, onRead, session }: Opening): Socket {
  const secure = url.protocol === 'https:';
  // An IPv6 address stands in brackets in a URL and nowhere else.
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const common = {
    host,
    port: Number(url.port === '' ? (secure ? 443 : 80) : url.port),
    onread: {
      buffer: READ_BUFFER,
      callback: (length: number) => {
        onRead(length);
        return true;
      },
    },
  };
  const tls = {
    // RFC 6066 §3 allows names only.
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
    ...(session === undefined ? {} : { session }),
  };
  const socket = secure ? connectSecure({ ...common, ...tls }) : connectPlain(common);
  socket.setNoDelay(true);
  // A connection that a firewall has forgotten is noticed before a question is put to it.
  socket.setKeepAlive(true, 1_000);
  return socket;
}
