import { expect, vi } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { tokenFor } from '../http/support/tokens.ts';
import { SMALL_IMAGE } from '../security/access/access-row.ts';
import { STRONG_SECRET } from '../security/support/issuer.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient, turnOf, type NativeClient } from '../support/native-client.ts';
import { filesThatHold } from './support/files-hold.ts';

/** One word, so that it is a search term as well; in lower case, since terms are. */
const MARKER = 'zanzibarquokka';
const OWNER = 'owner-of-zanzibarquokka';
const OTHERS = 'kept-of-others';
/** For reading a document in the background, on a machine that has much else to do. */
const WITHIN_MS = 30_000;

async function authorized(user: string, claims: object = {}): Promise<Readonly<Record<string, string>>> {
  return { authorization: `Bearer ${await tokenFor(user, claims, STRONG_SECRET)}` };
}

/** Long enough, and varied, so that the index moves what it keeps from page to page. */
function documentText(): string {
  const words = Array.from(
    { length: 2_000 },
    (_, at) => `${MARKER} word${(at * 7_919) % 6_007} ${'long '.repeat(at % 30)}`,
  );
  return words.map((word, at) => (at % 40 === 39 ? `${word}\f` : word)).join(' ');
}

/** Leaves the marker wherever a user can leave something. */
async function leaveTraces(
  url: string,
  client: NativeClient,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { body } = await client.call('POST', '/conversations', { assistant: 'staff', title: MARKER });
  const conversation = String(body['id']);
  await client.call('POST', '/webhooks', { url: `http://localhost:9/${MARKER}`, description: MARKER });
  // Enough that rows are moved between pages, and that a batch is full.
  for (let turn = 0; turn < 12; turn += 1) {
    const text = `I live in ${MARKER} town ${turn}. ${MARKER.repeat(turn * 5)}`;
    await (
      await client.ask(conversation, text, {})
    ).ended;
  }
  const form = new FormData();
  form.append('file', new File([documentText()], `${MARKER}.txt`));
  const upload = await fetch(`${url}/api/v1/documents`, { method: 'POST', headers, body: form });
  expect(upload.status).toBe(202);
  await vi.waitFor(async () => {
    const { body: listed } = await client.call('GET', '/documents');
    expect(listed['documents']).toMatchObject([{ status: 'indexed' }]);
  }, WITHIN_MS);
  const picture = new FormData();
  picture.append('file', new File([SMALL_IMAGE, MARKER], `${MARKER}.png`));
  expect((await fetch(`${url}/api/v1/media`, { method: 'POST', headers, body: picture })).status).toBe(201);
  const lines = `${JSON.stringify({ id: MARKER, time: '2024-03-04', speaker: MARKER, text: `Say ${MARKER}` })}\n`;
  const imported = await fetch(`${url}/api/v1/conversations/import?assistant=staff&title=${MARKER}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/x-ndjson', 'idempotency-key': MARKER },
    body: lines,
  });
  expect(imported.status).toBeLessThan(300);
}

verifies(
  'memory:erase fault:C20 fault:S04',
  'Erasing a user cancels their turns and leaves no byte of theirs in any file, and everything of others',
  async () => {
    await using provider = await startFakeProvider({
      respond: ({ lastUserText }) =>
        lastUserText.includes('wait for it')
          ? { steps: [{ kind: 'role' }, { kind: 'delta', text: MARKER }, { kind: 'wait', gate: 'answering' }] }
          : answer([`You said ${MARKER}`, '.']),
    });
    await using server = await startInProcess({
      environment: { OPENAI_BASE_URL: provider.baseUrl, JWT_SECRET_KEY: STRONG_SECRET, AUTH_REQUIRED: 'true' },
    });
    const [mine, theirs] = [await authorized(OWNER), await authorized('somebody')];
    const [client, other] = [nativeClient(server.url, mine), nativeClient(server.url, theirs)];
    const { body } = await other.call('POST', '/conversations', { assistant: 'staff', title: OTHERS });
    provider.enqueue(answer([OTHERS]));
    await (
      await other.ask(String(body['id']), OTHERS)
    ).ended;
    await leaveTraces(server.url, client, mine);
    const live = await client.ask(await client.createConversation(), `wait for it, ${MARKER}`);
    await provider.reached('answering');
    expect(filesThatHold(server.folder, [MARKER, OWNER])).not.toEqual([]);

    expect(await other.call('DELETE', `/users/${OWNER}`)).toMatchObject({ status: 403 });
    expect(await client.call('DELETE', '/users/me')).toMatchObject({ status: 204 });
    await live.ended;
    expect(filesThatHold(server.folder, [MARKER, OWNER])).toEqual([]);
    expect(await client.call('GET', `/turns/${turnOf(live)}`)).toMatchObject({ status: 404 });
    expect((await client.call('GET', '/conversations')).body['conversations']).toEqual([]);
    expect((await client.call('GET', '/memories?status=any')).body['memories']).toEqual([]);
    expect((await client.call('GET', '/documents')).body['documents']).toEqual([]);
    expect((await client.call('GET', '/webhooks')).body['webhooks']).toEqual([]);
    const kept = await other.call('GET', `/conversations/${String(body['id'])}`);
    expect(kept.body).toMatchObject({ title: OTHERS, messages: [{ text: OTHERS }, { text: OTHERS }] });
    // Whoever begins anew begins with nothing.
    expect(await client.call('DELETE', '/users/me')).toMatchObject({ status: 204 });
    await (
      await client.ask(await client.createConversation(), 'Hello again')
    ).ended;
    const admin = nativeClient(server.url, await authorized('root', { roles: ['admin'] }));
    expect(await admin.call('DELETE', `/users/${OWNER}`)).toMatchObject({ status: 204 });
    expect((await client.call('GET', '/conversations')).body['conversations']).toEqual([]);
  },
);
