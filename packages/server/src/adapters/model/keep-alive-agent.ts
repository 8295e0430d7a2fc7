import { Agent as PlainAgent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';

/** Connections of one provider, kept for the next answer. As many as there are answers at once: none waits. */
export function keepAliveAgent(url: URL): PlainAgent {
  const settings = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 256 };
  return url.protocol === 'https:' ? new SecureAgent(settings) : new PlainAgent(settings);
}
