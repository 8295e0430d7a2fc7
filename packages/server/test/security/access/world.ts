import { join } from 'node:path';
import { inSeconds, tokenFor } from '../../http/support/tokens.ts';
import { startFakeProvider } from '../../support/fake-provider/provider.ts';
import { startInProcess, type InProcess } from '../../support/in-process.ts';
import { nativeClient, turnOf } from '../../support/native-client.ts';
import { STRONG_SECRET } from '../support/issuer.ts';
import { OWNERS_WORDS, SMALL_IMAGE, type AccessRow, type Asking, type Caller, type Thing } from './access-row.ts';

export interface Answer {
  readonly status: number;
  /** Without those that differ by nature. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A server for several people, with something that belongs to one of them. */
export interface World extends AsyncDisposable {
  readonly server: InProcess;
  /** A new thing of the owner's, and what the row wants beside it. */
  makeThing(row?: AccessRow): Promise<Thing>;
  ask(row: AccessRow, thing: Thing, caller: Caller, method?: string): Promise<Answer>;
  send(method: string, asking: Asking, caller: Caller): Promise<Answer>;
}

/** `environment`: default a host that others reach, so that nothing is open for being on loopback. */
export async function startWorld(environment: Readonly<Record<string, string>> = { HOST: '0.0.0.0' }): Promise<World> {
  const provider = await startFakeProvider();
  const server = await startInProcess({
    environment: {
      OPENAI_BASE_URL: provider.baseUrl,
      JWT_SECRET_KEY: STRONG_SECRET,
      LOG_LEVEL: 'ERROR',
      RATE_LIMIT: 'off',
      CONSOLE: join(import.meta.dirname, 'page'),
      ...environment,
    },
  });
  const token = (user: string, claims: object = {}) => tokenFor(user, claims, STRONG_SECRET);
  const tokens: Readonly<Record<Caller, string | undefined>> = {
    anonymous: undefined,
    expired: await token('alice', { exp: inSeconds(-120) }),
    other: await token('bob'),
    admin: await token('root', { roles: ['admin'] }),
    owner: await token('alice'),
  };
  const send: World['send'] = async (method, { path, body, file, headers = {} }, caller) => {
    const bearer = tokens[caller];
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        'x-correlation-id': 'same',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        ...headers,
      },
      // Other methods of its address take no form.
      ...(file === undefined || method !== 'POST' ? {} : { body: formWith(file) }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { date: _, ...rest } = Object.fromEntries(response.headers);
    return { status: response.status, headers: rest, body: await response.text() };
  };
  const owner = nativeClient(server.url, { authorization: `Bearer ${tokens.owner}` });
  return {
    server,
    send,
    makeThing: async (row) => {
      const { body } = await owner.call('POST', '/conversations', { assistant: 'assistant', title: OWNERS_WORDS });
      const conversation = String(body['id']);
      const stream = await owner.ask(conversation, OWNERS_WORDS);
      await stream.ended;
      const { message } = startOf(stream.events[0]?.data);
      const upload = await send(
        'POST',
        { path: '/api/v1/media', file: new File([SMALL_IMAGE], OWNERS_WORDS) },
        'owner',
      );
      const { id: media } = JSON.parse(upload.body) as { readonly id: string };
      const document = await uploadDocument(row, send);
      const thing = { conversation, turn: turnOf(stream), message, media, document };
      const before = row?.before === undefined ? null : await send('POST', row.before(thing), 'owner');
      return before === null ? thing : { ...thing, made: idIn(before.body) };
    },
    ask: (row, thing, caller, method = row.route.split(' ')[0] ?? '') => send(method, row.ask(thing), caller),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await provider.close();
    },
  };
}

/** The id of a document of the owner's; made only where a row may ask for it, since reading one takes a while. */
async function uploadDocument(row: AccessRow | undefined, send: World['send']): Promise<string> {
  if (row !== undefined && !row.route.includes('/documents/:')) return 'none';
  const file = new File([OWNERS_WORDS], `${OWNERS_WORDS}.txt`);
  const upload = await send('POST', { path: '/api/v1/documents', file }, 'owner');
  const { documents } = JSON.parse(upload.body) as { readonly documents: readonly { readonly id: string }[] };
  return documents[0]?.id ?? 'none';
}

function formWith(file: Blob): FormData {
  const form = new FormData();
  form.append('file', file);
  return form;
}

function startOf(data = ''): { readonly message: string } {
  const started: unknown = JSON.parse(data);
  if (typeof started !== 'object' || started === null || !('userMessage' in started)) {
    throw new Error('The stream did not begin with its start.');
  }
  return { message: String(started.userMessage) };
}

/** The id of what was made, where its maker was told one. */
function idIn(body: string): string {
  const told: unknown = body.startsWith('{') ? JSON.parse(body) : null;
  return typeof told === 'object' && told !== null && 'id' in told ? String(told.id) : '';
}
