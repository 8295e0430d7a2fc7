import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { createAuthenticator } from '../../src/http/auth.ts';
import { detailShape } from '../../src/http/detail-shape.ts';
import { plainError } from '../../src/http/failure.ts';
import { plainShape } from '../../src/http/plain-shape.ts';
import { addSharedPath, type Contender, type SharedServices } from '../../src/http/shared-path.ts';
import { startTinyServer } from '../http/support/tiny-server.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { openStreamClient } from '../support/stream-client.ts';

let whole: InProcess;
beforeAll(async () => {
  whole = await startInProcess();
});
afterAll(() => whole[Symbol.asyncDispose]());

/** Answers with its own name, or fails where the body says so. */
function contender(mount: string, field: string, shape: Contender['shape']): Contender<SharedServices> {
  return {
    mount,
    field,
    shape,
    handler: () => async (request, reply) => {
      const { body } = request;
      if (typeof body === 'object' && body !== null && 'fails' in body) throw plainError('conversation_busy');
      return await reply.send({ mount });
    },
  };
}

/** An address that two systems share; turns are those of the whole server. */
async function startShared() {
  const { url } = await startTinyServer(async (app, services) => {
    const authenticator = createAuthenticator(services.config, services.clock, services.log, async () => null);
    await app.register(async (shared) =>
      addSharedPath(
        shared,
        { ...services, authenticator, engine: whole.engine },
        {
          path: '/chat/stream',
          contenders: [contender('milo', 'message', detailShape), contender('assistant', 'query', plainShape)],
        },
      ),
    );
  });
  return async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/chat/stream`, { method: 'POST', body, headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
}

async function turnAt(path: string): Promise<string> {
  const stream = await openStreamClient(whole.url, { path, body: { message: 'Hello' } });
  await stream.ended;
  return String(stream.headers['x-turn-id']);
}

describe('an address of two systems', () => {
  verifies('milo:collision', 'is answered by the one whose field the body has, else by the first', async () => {
    const post = await startShared();
    expect(await post('{"message": "a"}')).toEqual({ status: 200, body: { mount: 'milo' } });
    expect(await post('{"query": "a"}')).toEqual({ status: 200, body: { mount: 'assistant' } });
    for (const body of ['{}', '', 'null', '[]', '7', '"query"', '{"other": {"query": 1}}']) {
      expect((await post(body)).body).toEqual({ mount: 'milo' });
    }
  });

  verifies('milo:collision', 'refuses a body of both and names the two mounts', async () => {
    const post = await startShared();
    const { status, body } = await post('{"message": "a", "query": "b"}');
    expect(status).toBe(400);
    expect(body['detail']).toMatch(/"message" belongs to \/milo, "query" belongs to \/assistant/);
  });

  verifies('milo:collision:cursor', 'gives a cursor without a usable body to the system of its turn', async () => {
    const post = await startShared();
    const turns = { milo: await turnAt('/milo/chat/stream'), assistant: await turnAt('/assistant/chat') };
    for (const [mount, turn] of Object.entries(turns)) {
      for (const body of ['', '{}', '{"other": 1}']) {
        expect((await post(body, { 'last-event-id': `${turn}:1` })).body).toEqual({ mount });
      }
    }
    // What the body says counts: its system will refuse a cursor that is not its own.
    expect((await post('{"query": ""}', { 'last-event-id': turns.milo })).body).toEqual({ mount: 'assistant' });
    expect((await post('', { 'last-event-id': 'nonsense' })).status).toBe(400);
  });

  test('answers failures in the shape of the system that was meant', async () => {
    const post = await startShared();
    expect((await post('{"message": "a", "fails": 1}')).body).toEqual({ detail: expect.any(String) });
    expect((await post('{"query": "a", "fails": 1}')).body).toMatchObject({ error: 'Conversation busy' });
    expect(await post('{')).toMatchObject({ status: 422, body: { detail: [{ type: 'json_invalid' }] } });
  });
});
