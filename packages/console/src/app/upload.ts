import { ClientError } from '@parlance/client';
import { textOf } from '../parts/json.ts';
import { authorization, client, noteFailure } from './server.ts';

/** Sends one file as a form; the answer's JSON. Throws `ClientError`, whose words are the server's own. */
export async function uploadFile(path: string, file: File, signal?: AbortSignal): Promise<unknown> {
  const form = new FormData();
  form.append('file', file, file.name);
  try {
    const response = await fetch(client.api.base + path, {
      method: 'POST',
      body: form,
      headers: authorization(),
      signal: signal ?? null,
    });
    const json: unknown = await response.json().catch(() => null);
    if (response.ok) return json;
    throw refusal(response.status, json);
  } catch (thrown) {
    const error =
      thrown instanceof ClientError
        ? thrown
        : new ClientError('network', 'The file could not be sent.', { cause: thrown });
    noteFailure(error);
    throw error;
  }
}

function refusal(status: number, json: unknown): ClientError {
  const message = textOf(json, 'detail') || `The server answered ${status}.`;
  const kind = status === 401 ? 'unauthenticated' : status === 413 ? 'too-large' : 'invalid';
  return new ClientError(kind, message, { status, correlationId: textOf(json, 'correlation_id') || undefined });
}
