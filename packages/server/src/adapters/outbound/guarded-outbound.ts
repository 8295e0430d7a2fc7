import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../ports/clock.ts';
import { OutboundError, type Outbound, type OutboundRequest, type OutboundResponse } from '../../ports/outbound.ts';
import { allowedHosts } from './allowed-hosts.ts';
import { checkTarget, isRefusedNumber, systemResolve, type Resolve, type Target } from './check-target.ts';
import { openConnection, systemDial, type Dial } from './dial.ts';
import { limitedBody } from './limited-body.ts';
import { limitTime, type TimeLimit } from './time-limit.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const MAX_HEAD_BYTES = 16_384;

export interface GuardOptions {
  readonly clock: Clock;
  /** Hosts that may be reached though their addresses are not public; see `allowedHosts`. */
  readonly allow: readonly string[];
  /** How names become addresses. Default: as the system does. */
  readonly resolve?: Resolve;
  /** How connections are opened. Default: TCP. */
  readonly dial?: Dial;
}

/** The guard before every request to an address that is not ours. Source: FAULTS.md S06. */
export function guardedOutbound({ clock, allow, resolve, dial }: GuardOptions): Outbound {
  const parts = { allowed: allowedHosts(allow), resolve: resolve ?? systemResolve, dial: dial ?? systemDial };
  return {
    refusesNumber: (url) => isRefusedNumber(url, parts.allowed),
    send: async (request, signal) => {
      const limit = limitTime(clock, request.timeLimitMs, signal);
      try {
        return await follow(request, parts, limit);
      } catch (error) {
        limit.end();
        throw limit.explain(error);
      }
    },
  };
}

interface Parts {
  readonly allowed: ReturnType<typeof allowedHosts>;
  readonly resolve: Resolve;
  readonly dial: Dial;
}

async function follow(request: OutboundRequest, parts: Parts, limit: TimeLimit): Promise<OutboundResponse> {
  let address = request.url;
  for (let left = request.maxRedirects; ; left -= 1) {
    const target = await limit.race(checkTarget(address, parts.allowed, parts.resolve));
    const response = await ask(request, target, parts.dial, limit);
    const { location } = response.headers;
    if (request.maxRedirects === 0 || location === undefined || !REDIRECTS.has(response.statusCode ?? 0)) {
      return answerOf(response, request, limit);
    }
    response.destroy();
    if (left === 0) throw new OutboundError('too_many_redirects', `More than ${request.maxRedirects} redirects.`);
    address = URL.parse(location, target.url.href)?.href ?? '';
  }
}

async function ask(
  { method = 'GET', headers = {}, body }: OutboundRequest,
  target: Target,
  dial: Dial,
  { signal }: TimeLimit,
): Promise<IncomingMessage> {
  const length = body === undefined ? null : typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const outgoing = httpRequest({
    method,
    host: target.host,
    path: `${target.url.pathname}${target.url.search}`,
    // In the place of an agent, which would resolve the name again, keep connections and ask proxies of the environment.
    createConnection: () => openConnection(target, dial),
    maxHeaderSize: MAX_HEAD_BYTES,
    signal,
    headers: {
      ...headers,
      host: target.url.host,
      // What is small on the way and large afterwards is not wanted.
      'accept-encoding': 'identity',
      connection: 'close',
      ...(length === null ? {} : { 'content-length': String(length) }),
    },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    // Later errors change nothing: a body that the server does not want to its end is the server's to explain.
    outgoing.on('error', reject);
  });
  if (body === undefined || typeof body === 'string') outgoing.end(body);
  else pipeline(Readable.from(body.stream), outgoing).catch((error: unknown) => outgoing.destroy(asError(error)));
  const response = await answered;
  // Whoever reads the body is told; until somebody does, an error must find a listener.
  response.on('error', () => undefined);
  return response;
}

function answerOf(response: IncomingMessage, request: OutboundRequest, limit: TimeLimit): OutboundResponse {
  const headers: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(response.headers)) headers[name] = [value].flat().at(-1) ?? '';
  return {
    status: response.statusCode ?? 0,
    headers,
    body: limitedBody(response, request.maxBytes, limit),
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
