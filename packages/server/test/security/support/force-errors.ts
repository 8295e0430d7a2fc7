import { execFileSync } from 'node:child_process';
import { rawRequest } from '../../http/support/raw-request.ts';
import type { FakeProvider } from '../../support/fake-provider/provider.ts';
import type { Script } from '../../support/fake-provider/script.ts';
import type { AccessRow } from '../access/access-row.ts';
import { ACCESS_TABLE } from '../access/access-table.ts';
import { CANARIES, SHAPED } from './canaries.ts';

const THING = { conversation: 'unknown', turn: 'unknown', message: 'unknown', media: 'unknown', document: 'unknown' };
const TURNS = ACCESS_TABLE.filter((row) => row.say !== undefined);

/** Every route that begins a turn, with the place of a conversation where it needs one. */
export interface Place {
  readonly row: AccessRow;
  readonly path: string;
}

export async function placesOf(url: string, headers: Readonly<Record<string, string>> = {}): Promise<readonly Place[]> {
  const response = await fetch(`${url}/api/v1/conversations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: '{}',
  });
  const conversation = (response.headers.get('location') ?? '').split('/').at(-1) ?? '';
  return TURNS.map((row) => ({ row, path: row.ask({ ...THING, conversation }).path }));
}

/** Asks and reads to the end; the text of the answer. */
export async function say(
  { row, path }: Place,
  url: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(row.say?.(message)),
  });
  return await response.text();
}

/** Puts each canary into every part of requests that are refused, on every route. */
export async function sendCanaries(url: string): Promise<void> {
  const port = Number(new URL(url).port);
  for (const [index, { text }] of CANARIES.entries()) {
    const row = ACCESS_TABLE[index % ACCESS_TABLE.length];
    if (row === undefined) throw new Error('The table is empty.');
    const [method = 'GET'] = row.route.split(' ');
    const { path } = row.ask(THING);
    const inLine = text.replaceAll(/[\r\n]+/g, ' ');
    const inAddress = encodeURIComponent(text);
    const body = JSON.stringify({
      message: '',
      query: '',
      model: text,
      session_id: text,
      assistant: text,
      [text]: text,
      title: [text],
    });
    const whole = (at: string, ...headers: readonly string[]) => [
      `${method} ${at} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`,
      `${['Content-Type: application/json', ...headers].join('\r\n')}\r\n\r\n`,
      body,
    ];
    const attempts = [
      whole(path, `Authorization: ${inLine}`),
      whole(path, `Cookie: session=${inLine}`, `X-Api-Key: ${inLine}`, `User-Agent: ${inLine}`, `Referer: ${inLine}`),
      whole(path, `Idempotency-Key: ${inLine}`, `X-Forwarded-For: ${inLine}`),
      whole(path, `Last-Event-ID: ${inLine}`),
      whole(path, `Origin: https://${inLine}`),
      whole(
        `${path}?q=${inAddress}&last_event_id=${inAddress}&after=${inAddress}&limit=${inAddress}&format=${inAddress}`,
      ),
      whole(`/${inAddress}`),
      whole(`/api/v1/turns/${inAddress}`),
      whole(`/api/v1/conversations/${inAddress}/messages`),
      [
        `POST /chat HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 999\r\n\r\n{"message":${inLine}`,
        '',
        '}'.repeat(980),
      ],
      [`${inLine.split(' ')[0]} /${inAddress} HTTP/9.9\r\n${inLine}\r\n\r\n`],
    ];
    await Promise.all(attempts.map((chunks) => rawRequest(port, chunks)));
  }
  // A correlation id stands in the log by design, so only what has the form of a secret is tried as one.
  for (const { text } of SHAPED.filter(({ text: id }) => /^[\w.-]{1,128}$/.test(id))) {
    await fetch(`${url}/missing`, { headers: { 'x-correlation-id': text } });
  }
}

const ECHO = CANARIES.map(({ text }) => text).join('\n');
const HEADERS = Object.fromEntries(
  CANARIES.map(({ text }, index) => [`x-canary-${index}`, text.replaceAll(/[\r\n]+/g, ' ')]),
);

/** After its first token a provider is not asked again, so nobody waits. */
const HALF = { kind: 'delta', text: 'Half' } as const;

/** What a provider may do with the prompt and with our key: say them back in every way that it has. */
export const ECHOES: readonly (readonly [name: string, script: Script])[] = [
  ...[400, 401, 403, 404, 422, 429, 500, 503].map((status): readonly [string, Script] => [
    `status ${status}`,
    {
      status,
      headers: {
        'content-type': 'application/json',
        'retry-after': '9999',
        'x-request-id': ECHO.slice(0, 40).replaceAll('\n', ' '),
        ...HEADERS,
      },
      steps: [
        { kind: 'chunk', bytes: JSON.stringify({ error: { message: ECHO, type: ECHO, code: ECHO, param: ECHO } }) },
      ],
    },
  ]),
  ['text', { status: 400, steps: [{ kind: 'chunk', bytes: ECHO }] }],
  [
    'another type',
    { headers: { 'content-type': `text/${CANARIES[0]?.text ?? ''}` }, steps: [{ kind: 'chunk', bytes: ECHO }] },
  ],
  [
    'another encoding',
    { headers: { 'content-encoding': CANARIES[0]?.text ?? '' }, steps: [{ kind: 'chunk', bytes: 'x' }] },
  ],
  ['no JSON', { steps: [{ kind: 'chunk', bytes: `data: ${ECHO.replaceAll('\n', ' ')}\n\n` }] }],
  ['half JSON', { steps: [{ kind: 'chunk', bytes: `data: {"choices":"${ECHO.replaceAll(/["\n]/g, ' ')}\n\n` }] }],
  ['wrong types', { steps: [{ kind: 'event', data: { choices: ECHO } }] }],
  ['wrong text', { steps: [{ kind: 'event', data: { choices: [{ index: 0, delta: { content: [ECHO] } }] } }] }],
  ['an error in the stream', { steps: [HALF, { kind: 'event', data: { error: { message: ECHO, type: ECHO } } }] }],
  ['an error event', { steps: [HALF, { kind: 'event', event: 'error', data: ECHO }] }],
  ['no HTTP', { steps: [{ kind: 'raw', bytes: `HTTP/1.1 200 OK\r\n${ECHO}\r\n\r\n` }] }],
  [
    'a status line',
    { steps: [{ kind: 'raw', bytes: `HTTP/1.1 418 ${ECHO.replaceAll('\n', ' ')}\r\n\r\n` }, { kind: 'fin' }] },
  ],
];

/** Lets the provider echo in every way, through every route that begins a turn; all that the clients read. */
export async function forceEchoes(
  url: string,
  provider: FakeProvider,
  places: readonly Place[],
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  let read = '';
  for (const [index, [, script]] of ECHOES.entries()) {
    provider.respondWith(() => script);
    const place = places[index % places.length];
    if (place === undefined) throw new Error('No route begins a turn.');
    read += await say(place, url, ECHO, headers);
  }
  return read;
}

/** From now on every write of the process into a file fails, or may succeed again. */
export function allowWriting(pid: number, allowed: boolean): void {
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${allowed ? 'unlimited' : '1'}:`]);
}
