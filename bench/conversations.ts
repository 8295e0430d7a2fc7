import type { RequestShape } from './plan.ts';
import type { Server } from './server-process.ts';
import { authorization } from './targets.ts';

/** A turn through the native API; the path of its conversation is given with the plan. */
export const turnRequest: RequestShape = {
  path: '/api/v1/conversations',
  headers: authorization,
  body: '{"message":"%PROMPT%"}',
  format: 'native',
};

/** Makes an empty conversation and answers the path to which its turns are posted. */
export async function createConversation(server: Server): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/conversations`, {
    method: 'POST',
    headers: { ...authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ assistant: 'assistant' }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${server.target.name} made no conversation: ${response.status} ${text}`);
  // Every answer to it is JSON with an id; without one the first turn fails and says so.
  const { id } = JSON.parse(text) as { id: string };
  return `/api/v1/conversations/${id}/turns`;
}
