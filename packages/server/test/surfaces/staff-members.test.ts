import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { useServer } from '../support/use-server.ts';
import { staffClient } from './support/staff-client.ts';

const STAFF = '/api/v1/staff';
const inUse = useServer();
const client = () => staffClient(inUse.server.url);

async function namesOf(path = STAFF): Promise<readonly string[]> {
  const { body } = await client().call('GET', path);
  const list = Array.isArray(body['staff']) ? body['staff'] : [];
  expect(body['total']).toBe(list.length);
  return list.map((member: { readonly id: string }) => member.id);
}

/** What the model is told before the message. */
async function instructionsOf(staffId: string): Promise<string> {
  await (
    await client().ask(staffId, 'Who are you?')
  ).ended;
  const { body } = inUse.provider.calls.at(-1) ?? {};
  return JSON.stringify(body);
}

verifies('staff:members', 'Shipped members are listed by name, under both spellings of the address', async () => {
  const shipped = await namesOf();
  expect(shipped).toEqual(['elena', 'jonas', 'maya', 'omar']);
  expect(await namesOf(`${STAFF}/`)).toEqual(shipped);
  const { body } = await client().call('GET', `${STAFF}/maya`);
  expect(body).toMatchObject({ id: 'maya', name: 'Maya Lindqvist', role: 'Research analyst', created_at: null });
});

verifies(
  'staff:members staff:profile',
  'A member is made, answers as it is described, and as it is changed',
  async () => {
    inUse.provider.enqueue(...Array.from({ length: 3 }, () => answer(['I am.'])));
    const profile = { name: 'Nadia Okoye', role: 'Accountant', instructions: 'Name the ledger account.' };
    const made = await client().call('POST', `${STAFF}/`, profile);
    expect(made).toMatchObject({ status: 201, body: { ...profile, description: 'Accountant' } });
    const id = String(made.body['id']);
    expect(await instructionsOf(id)).toContain(
      'You are Nadia Okoye. Your role: Accountant.\\n\\nName the ledger account.',
    );
    const changed = await client().call('PATCH', `${STAFF}/${id}`, { instructions: 'Round to cents.' });
    expect(changed).toMatchObject({ status: 200, body: { name: 'Nadia Okoye', instructions: 'Round to cents.' } });
    const told = await instructionsOf(id);
    expect(told).toContain('Round to cents.');
    expect(told).not.toContain('Name the ledger account.');
    await inUse.restart();
    expect(await instructionsOf(id)).toContain('Round to cents.');
  },
);

verifies('staff:members', 'What is wrong with a member is told field by field, and an id is given once', async () => {
  const wrong = await client().call('POST', STAFF, { id: 'Not Valid', name: '', role: 'R' });
  expect(wrong).toMatchObject({
    status: 422,
    body: {
      detail: [
        { type: 'string_pattern_mismatch', loc: ['body', 'id'] },
        { type: 'string_too_short', loc: ['body', 'name'] },
        { type: 'missing', loc: ['body', 'instructions'] },
      ],
    },
  });
  const taken = await client().call('POST', STAFF, { id: 'maya', name: 'M', role: 'R', instructions: 'I' });
  expect(taken).toMatchObject({ status: 422, body: { detail: [{ type: 'value_error', loc: ['body', 'id'] }] } });
  expect(await client().call('PUT', `${STAFF}/nobody`, { name: 'N' })).toMatchObject({ status: 404 });
  expect(await client().call('DELETE', `${STAFF}/nobody`)).toMatchObject({ status: 404 });
});

verifies('staff:members', 'What cannot be changed of a member is refused, and nothing changes with it', async () => {
  const { body: before } = await client().call('GET', `${STAFF}/elena`);
  const refused = await client().call('PATCH', `${STAFF}/elena`, { id: 'other', name: null, role: 'Poet' });
  expect(refused).toMatchObject({
    status: 422,
    body: {
      detail: [
        { type: 'value_error', loc: ['body', 'id'], input: 'other' },
        { type: 'string_type', loc: ['body', 'name'], input: null },
      ],
    },
  });
  expect((await client().call('GET', `${STAFF}/elena`)).body).toEqual(before);
  expect(await client().call('PUT', `${STAFF}/elena`, before)).toMatchObject({ status: 200, body: { id: 'elena' } });
});

verifies(
  'staff:tombstone',
  'A removed member is gone with its messages, over a restart, until one is made of its id',
  async () => {
    inUse.provider.enqueue(answer(['Noted.']));
    await (
      await client().ask('jonas', 'Remember me.')
    ).ended;
    expect(await client().call('DELETE', `${STAFF}/jonas`)).toMatchObject({ status: 204 });
    await inUse.restart();
    expect(await namesOf()).not.toContain('jonas');
    expect(await client().call('GET', `${STAFF}/jonas`)).toMatchObject({
      status: 404,
      body: { detail: 'Staff with id jonas not found' },
    });
    const again = await client().call('POST', STAFF, {
      id: 'jonas',
      name: 'Jonas',
      role: 'Engineer',
      instructions: 'Hi.',
    });
    expect(again).toMatchObject({ status: 201, body: { id: 'jonas', name: 'Jonas' } });
    expect(await client().history('jonas')).toMatchObject({ total: 0 });
  },
);

verifies('staff:members', 'What one user makes, changes and removes, no other user sees', async () => {
  await using server = await startInProcess({ environment: { MODEL: 'scripted', JWT_SECRET_KEY: SECRET } });
  const as = async (user: string) => staffClient(server.url, { authorization: `Bearer ${await tokenFor(user)}` });
  const [alice, bob] = [await as('alice'), await as('bob')];
  await alice.call('POST', STAFF, { id: 'nadia', name: 'Nadia', role: 'Accountant', instructions: 'Count.' });
  await alice.call('PATCH', `${STAFF}/maya`, { role: 'Detective' });
  await alice.call('DELETE', `${STAFF}/omar`);
  await (
    await alice.ask('maya', 'repeat: for alice')
  ).ended;
  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const body = method === 'PATCH' ? { role: 'Mine' } : undefined;
    expect(await bob.call(method, `${STAFF}/nadia`, body)).toMatchObject({ status: 404 });
  }
  expect((await bob.call('GET', `${STAFF}/maya`)).body).toMatchObject({ role: 'Research analyst' });
  expect((await bob.call('GET', `${STAFF}/omar`)).status).toBe(200);
  expect(await bob.history('maya')).toMatchObject({ total: 0 });
  expect((await alice.call('GET', `${STAFF}/nadia`)).body).toMatchObject({ role: 'Accountant' });
});

verifies(
  'staff:conversations',
  'A further conversation with a member has a history of its own and goes with it',
  async () => {
    const profile = { id: 'iris', name: 'Iris', role: 'Guide', instructions: 'Guide.' };
    await client().call('POST', STAFF, profile);
    const path = `${STAFF}/iris/messages`;
    const key = { 'idempotency-key': 'offers-1' };
    const said = { content: 'About the offers.', conversation_id: 'offers' };
    const first = await client().call('POST', path, said, key);
    const repeat = await client().call('POST', path, said, key);
    expect([first.status, repeat.status]).toEqual([201, 201]);
    expect(repeat.headers.get('x-turn-id')).toBe(first.headers.get('x-turn-id'));
    expect(await client().call('POST', path, { content: said.content }, key)).toMatchObject({ status: 422 });
    await client().call('POST', path, { content: 'About something else.' });
    const contents = async (query: string) =>
      (await client().history('iris', query)).messages.map(({ content }) => content);
    expect(await contents('?conversation_id=offers&order=asc')).toContain('About the offers.');
    expect(await contents('?conversation_id=offers')).not.toContain('About something else.');
    expect(await contents('')).not.toContain('About the offers.');
    for (const wrong of ['', 'a/b', 7, 'x'.repeat(65)]) {
      const refused = await client().call('POST', path, { ...said, conversation_id: wrong });
      expect(refused).toMatchObject({ status: 422, body: { detail: [{ loc: ['body', 'conversation_id'] }] } });
    }
    const page = await client().call('GET', `${path}?conversation_id=a%2Fb`);
    expect(page).toMatchObject({ status: 422, body: { detail: [{ loc: ['query', 'conversation_id'] }] } });
    await client().call('DELETE', `${STAFF}/iris`);
    await client().call('POST', STAFF, profile);
    expect([await contents('?conversation_id=offers'), await contents('')]).toEqual([[], []]);
  },
);
