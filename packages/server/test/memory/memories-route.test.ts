import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { tokenFor } from '../http/support/tokens.ts';
import { STRONG_SECRET } from '../security/support/issuer.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient, type NativeClient } from '../support/native-client.ts';
import { staffClient } from '../surfaces/support/staff-client.ts';
import { rememberingAssistants } from './support/remembering.ts';

interface Memory {
  readonly id: string;
  readonly value: string;
  readonly status: string;
  readonly extractor: string;
  readonly sources: readonly { readonly text: string; readonly conversation: string }[];
}

async function startRemembering(): Promise<InProcess> {
  return startInProcess({
    assistants: rememberingAssistants(),
    environment: { JWT_SECRET_KEY: STRONG_SECRET, MODEL: 'scripted' },
  });
}

async function clientOf(server: InProcess, user: string): Promise<NativeClient> {
  return nativeClient(server.url, { authorization: `Bearer ${await tokenFor(user, {}, STRONG_SECRET)}` });
}

/** Says this in a conversation of its own and waits for the answers. */
async function tell(client: NativeClient, ...texts: readonly string[]): Promise<string> {
  const conversation = await client.createConversation();
  for (const text of texts) await (await client.ask(conversation, text)).ended;
  return conversation;
}

async function list(client: NativeClient, query = ''): Promise<readonly Memory[]> {
  const { status, body } = await client.call('GET', `/memories${query}`);
  expect(status).toBe(200);
  return body['memories'] as readonly Memory[];
}

describe('memories over HTTP', () => {
  verifies(
    'memory:api memory:correct memory:rules',
    'are listed with their sources, set right, exported and removed',
    async () => {
      await using server = await startRemembering();
      const client = await clientOf(server, 'alice');
      const conversation = await tell(client, 'I live in Ghent.', "I'm allergic to walnuts.", 'I moved to Antwerp.');
      expect(await list(client)).toMatchObject([
        { value: 'Antwerp', extractor: 'rules', assistant: 'assistant' },
        { value: 'walnuts', sources: [{ conversation, speaker: 'user', text: "I'm allergic to walnuts." }] },
      ]);
      const first = await client.call('GET', '/memories?limit=1');
      expect(await list(client, `?limit=1&after=${String(first.body['next'])}`)).toMatchObject([{ value: 'walnuts' }]);
      expect(await list(client, '?attribute=allergy')).toHaveLength(1);
      expect(await list(client, '?status=superseded')).toMatchObject([{ value: 'Ghent' }]);
      expect(await list(client, '?assistant=milo')).toEqual([]);
      const [home] = await list(client, '?attribute=lives_in');
      const path = `/memories/${home?.id ?? ''}`;
      const corrected = await client.call('PATCH', path, { value: 'Bruges', importance: 5 });
      expect(corrected.body).toMatchObject({
        id: home?.id,
        value: 'Bruges',
        text: 'The user lives in Bruges.',
        importance: 5,
        extractor: 'user',
        history: [{ value: 'Antwerp', status: 'superseded' }, { value: 'Ghent' }],
      });
      const [{ id: former = '' } = {}] = corrected.body['history'] as readonly { readonly id?: string }[];
      expect(await client.call('PATCH', `/memories/${former}`, { value: 'x' })).toMatchObject({ status: 400 });
      expect(await client.call('PATCH', path, {})).toMatchObject({ status: 400 });
      const exported = await fetch(`${server.url}/api/v1/memories/export`, {
        headers: { authorization: `Bearer ${await tokenFor('alice', {}, STRONG_SECRET)}` },
      });
      const lines = (await exported.text()).trim().split('\n');
      const values = lines.map((line) => (JSON.parse(line) as Memory).value);
      expect(exported.headers.get('content-type')).toContain('application/x-ndjson');
      expect(values.toSorted()).toEqual(['Antwerp', 'Bruges', 'Ghent', 'walnuts']);
      expect(await client.call('DELETE', path)).toMatchObject({ status: 204 });
      expect(await client.call('DELETE', path)).toMatchObject({ status: 404 });
      expect(await list(client, '?status=any')).toMatchObject([{ value: 'walnuts' }]);
      expect(await client.call('DELETE', '/memories')).toMatchObject({ status: 204 });
      expect(await list(client, '?status=any')).toEqual([]);
    },
  );

  verifies(
    'memory:correct',
    'keep no former value where nothing that they say is changed, and take a day for when',
    async () => {
      await using server = await startRemembering();
      const client = await clientOf(server, 'alice');
      await tell(client, 'I live in Ghent.');
      const [home] = await list(client);
      const path = `/memories/${home?.id ?? ''}`;
      const { body: before } = await client.call('GET', path);
      for (const importance of [5, 5, 2]) {
        const { status, body } = await client.call('PATCH', path, { importance, value: 'Ghent' });
        expect([status, body]).toEqual([200, { ...before, importance, history: [] }]);
      }
      expect(await list(client, '?status=any')).toHaveLength(1);
      const dated = await client.call('PATCH', path, { event_at: '2026-01-01' });
      expect(dated.body).toMatchObject({ event_at: '2026-01-01T00:00:00.000Z', value: 'Ghent' });
      expect(await client.call('PATCH', path, { event_at: '2026-02-30' })).toMatchObject({ status: 400 });
    },
  );

  verifies(
    'memory:delete',
    'are forgotten for an assistant with all its members, and for none that is not there',
    async () => {
      await using server = await startInProcess({ environment: { MODEL: 'scripted' } });
      const client = nativeClient(server.url);
      const staff = staffClient(server.url);
      for (const [member, city] of [
        ['maya', 'Ghent'],
        ['omar', 'Bruges'],
      ] as const) {
        await (
          await staff.ask(member, `I live in ${city}.`)
        ).ended;
      }
      expect(await list(client)).toHaveLength(2);
      expect(await client.call('DELETE', '/memories?assistant=staff/removed')).toMatchObject({ status: 204 });
      for (const nobody of ['bogus', 'milo/maya']) {
        expect(await client.call('DELETE', `/memories?assistant=${nobody}`), nobody).toMatchObject({ status: 404 });
      }
      expect(await client.call('DELETE', '/memories?assistant=milo')).toMatchObject({ status: 204 });
      expect(await client.call('DELETE', '/memories?assistant=staff/maya')).toMatchObject({ status: 204 });
      expect(await list(client)).toMatchObject([{ value: 'Bruges' }]);
      expect(await client.call('DELETE', '/memories?assistant=staff')).toMatchObject({ status: 204 });
      expect(await list(client, '?status=any')).toEqual([]);
    },
  );

  verifies(
    'memory:owner memory:cascade fault:S04',
    "are nobody else's, and go with the conversation that they come from",
    async () => {
      await using server = await startRemembering();
      const [alice, bob] = [await clientOf(server, 'alice'), await clientOf(server, 'bob')];
      const conversation = await tell(alice, 'I live in Ghent.');
      await tell(bob, 'I live in Paris.');
      const [{ id } = { id: '' }] = await list(alice);
      expect(await list(bob)).toMatchObject([{ value: 'Paris' }]);
      for (const [method, body] of [['GET'], ['PATCH', { value: 'Rome' }], ['DELETE']] as const) {
        expect(await bob.call(method, `/memories/${id}`, body), method).toMatchObject({ status: 404 });
      }
      expect(await bob.call('DELETE', '/memories')).toMatchObject({ status: 204 });
      expect(await list(alice)).toMatchObject([{ value: 'Ghent' }]);
      expect(await alice.call('DELETE', `/conversations/${conversation}`)).toMatchObject({ status: 204 });
      expect(await list(alice)).toEqual([]);
    },
  );
});
