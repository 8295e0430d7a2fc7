import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { answer, refusal, type Script } from '../support/fake-provider/script.ts';
import { nativeClient } from '../support/native-client.ts';
import { startInProcess } from '../support/in-process.ts';
import { useServer } from '../support/use-server.ts';

const ASK = `mutation Ask($input: DoConversationInput!) {
  doConversation(input: $input) {
    success message interactionId isNewInteraction aiResponse tokensUsed pointsCost
    interaction { id title messages { role content status } }
  }
}`;

const used = useServer({ JWT_SECRET_KEY: SECRET });
let markers = 0;

function question(script: Script): string {
  markers += 1;
  const marker = `query number ${markers}.`;
  used.provider.onMarker(marker, script);
  return marker;
}

interface Answer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly { readonly message: string; readonly extensions?: unknown }[];
}

async function graphql(
  query: string,
  options: {
    readonly variables?: object;
    readonly user?: string;
    readonly base?: string;
    readonly headers?: object;
  } = {},
): Promise<Answer> {
  const { variables, user = 'alice', base = used.server.url, headers } = options;
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await tokenFor(user)}`,
      'content-type': 'application/json',
      ...Object(headers),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors = [] } = Object(await response.json());
  return { status: response.status, data, errors };
}

async function ask(
  input: object,
  options: { readonly user?: string; readonly headers?: object } = {},
): Promise<Readonly<Record<string, unknown>>> {
  const { data, errors } = await graphql(ASK, { ...options, variables: { input } });
  expect(errors).toEqual([]);
  const result: Readonly<Record<string, unknown>> = Object(data?.['doConversation']);
  return result;
}

describe('doConversation', () => {
  verifies('studyguru:graphql', 'answers with the whole answer, its interaction and what it cost', async () => {
    const message = question(answer(['Four', '.'], { input: 148 }));
    const result = await ask({ message });
    expect(result).toMatchObject({
      success: true,
      isNewInteraction: true,
      aiResponse: 'Four.',
      tokensUsed: 150,
      pointsCost: 5,
      interaction: {
        id: result['interactionId'],
        messages: [
          { role: 'user', content: message, status: 'complete' },
          { role: 'assistant', content: 'Four.', status: 'complete' },
        ],
      },
    });
    const next = await ask({
      message: question(answer(['More.'])),
      interactionId: result['interactionId'],
      maxTokens: 50,
    });
    expect(next).toMatchObject({ success: true, isNewInteraction: false, interactionId: result['interactionId'] });
  });

  verifies('studyguru:graphql studyguru:simple', 'shares its keys with the stream', async () => {
    const message = question(answer(['Once.']));
    const first = await ask({ message, idempotencyKey: 'graphql-1' });
    const again = await ask({ message }, { headers: { 'idempotency-key': 'graphql-1' } });
    expect(again).toEqual(first);
    const stream = await fetch(`${used.server.url}/api/stream/stream-conversation`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenFor('alice')}`, 'idempotency-key': 'graphql-1' },
      body: JSON.stringify({ message }),
    });
    expect(stream.headers.get('idempotency-replayed')).toBe('true');
    expect(await stream.text()).toContain('"content":"Once."');
    expect(used.provider.calls.filter(({ body }) => JSON.stringify(body).includes(message))).toHaveLength(1);
  });

  verifies('studyguru:graphql', 'says in one sentence what went wrong, and has no success then', async () => {
    expect(await ask({ message: '' })).toMatchObject({ success: false, message: expect.stringContaining('message') });
    const unknown = { message: 'Hi', interactionId: '01900000-0000-7000-8000-000000000000' };
    expect(await ask(unknown)).toMatchObject({ success: false, message: 'There is no such interaction.' });
    const failed = await ask({ message: question(refusal(401)) });
    expect(failed).toMatchObject({ success: false, aiResponse: '', pointsCost: 0 });
    expect(failed['message']).not.toContain('refused with 401');
  });
});

interface Page {
  readonly interactions: readonly { readonly id: string }[];
  readonly next: string | null;
}

describe('queries', () => {
  verifies('studyguru:graphql', 'list interactions in pages, read one, and tell the points', async () => {
    const user = 'reader';
    const ids: unknown[] = [];
    for (let index = 0; index < 3; index += 1) {
      ids.unshift((await ask({ message: question(answer([`Answer ${index}`])) }, { user }))['interactionId']);
    }
    const first = await graphql(
      '{ interactions(first: 2) { interactions { id } next } points { balance available } }',
      { user },
    );
    const page: Page = Object(first.data?.['interactions']);
    expect(page.interactions.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.data?.['points']).toEqual({ balance: 997, available: 997 });
    const after = { after: page.next };
    const second = await graphql('query($after: String) { interactions(after: $after) { interactions { id } next } }', {
      user,
      variables: after,
    });
    expect(second.data?.['interactions']).toEqual({ interactions: [{ id: ids[2] }], next: null });
    const ledger = await graphql('{ ledger(first: 3) { lines { kind points } next } }', { user });
    expect(ledger.data?.['ledger']).toMatchObject({
      lines: [{ kind: 'turn', points: -1 }, {}, {}],
      next: expect.any(String),
    });
    const one = `query { interaction(id: "${String(ids[0])}") { messages(last: 1) { content } } }`;
    expect((await graphql(one, { user })).data).toEqual({ interaction: { messages: [{ content: 'Answer 2' }] } });
    expect((await graphql(one, { user: 'somebody else' })).data).toEqual({ interaction: null });
  });

  verifies('studyguru:graphql', 'show nothing of another system, and refuse absurd pages', async () => {
    const client = nativeClient(used.server.url, { authorization: `Bearer ${await tokenFor('mixed')}` });
    const native = await client.createConversation();
    expect((await graphql(`{ interaction(id: "${native}") { id } }`, { user: 'mixed' })).data).toEqual({
      interaction: null,
    });
    expect((await graphql('{ interactions { interactions { id } } }', { user: 'mixed' })).data).toEqual({
      interactions: { interactions: [] },
    });
    for (const query of [
      '{ interactions(first: 0) { next } }',
      '{ ledger(first: 101) { next } }',
      '{ ledger(after: "x") { next } }',
    ]) {
      const { errors } = await graphql(query);
      expect(errors).toMatchObject([{ extensions: { code: 'validation' } }]);
    }
  });
});

describe('a hostile document', () => {
  const nested = (depth: number): string => (depth === 0 ? 'id' : `interaction(id: "a") { ${nested(depth - 1)} }`);
  const aliases = Array.from({ length: 10_000 }, (_, index) => `a${index}: points { balance }`).join(' ');
  const bomb = `fragment a on Query { ...b ...b ...b ...b } fragment b on Query { ...c ...c ...c ...c }
    fragment c on Query { ...d ...d ...d ...d } fragment d on Query { ...e ...e ...e ...e }
    fragment e on Query { points { balance } } { ...a }`;

  verifies('fault:A10', 'is refused before any of it runs', async () => {
    const before = used.provider.calls.length;
    const two =
      '{ a: doConversation(input: {message: "Hi"}) { success } b: doConversation(input: {message: "Ho"}) { success } }';
    for (const query of [
      `{ ${nested(9)} }`,
      `{ ${aliases} }`,
      bomb,
      `mutation ${two}`,
      '{ unknown }',
      '{',
      '',
      'subscription { points { balance } }',
    ]) {
      const { status, errors, data } = await graphql(query);
      expect([query.slice(0, 40), status >= 400 || (data ?? null) === null]).toEqual([query.slice(0, 40), true]);
      expect(errors.length).toBeGreaterThan(0);
    }
    expect(used.provider.calls).toHaveLength(before);
  });

  verifies('fault:A10', 'is told nothing of the schema on a network, and never by way of a suggestion', async () => {
    await using networked = await startInProcess({
      environment: { OPENAI_BASE_URL: used.provider.baseUrl, JWT_SECRET_KEY: SECRET, HOST: '0.0.0.0' },
    });
    const introspection = '{ __schema { types { name } } }';
    expect((await graphql(introspection, { base: networked.url })).errors).not.toEqual([]);
    expect((await graphql(introspection)).errors).toEqual([]);
    const { errors } = await graphql('{ point { balance } interactio { id } }', { base: networked.url });
    expect(errors).toHaveLength(2);
    expect(JSON.stringify(errors)).not.toMatch(/Did you mean|points|interactions/);
  });

  verifies('fault:A10 studyguru:401', 'must be one, by POST, from somebody', async () => {
    const send = async (body: string, headers: object = {}) =>
      fetch(`${used.server.url}/graphql`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
    expect((await send('{"query":"{ points { balance } }"}')).status).toBe(401);
    const token = { authorization: `Bearer ${await tokenFor('alice')}` };
    expect((await send('[{"query":"{ points { balance } }"},{"query":"{ points { balance } }"}]', token)).status).toBe(
      400,
    );
    expect((await fetch(`${used.server.url}/graphql?query={points{balance}}`, { headers: token })).status).toBe(405);
  });
});
