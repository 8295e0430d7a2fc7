import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../../server/test/http/support/tokens.ts';
import { startFakeProvider } from '../../server/test/support/fake-provider/provider.ts';
import { startInProcess, type InProcess } from '../../server/test/support/in-process.ts';
import { expectStream } from '../src/probe/framing.ts';
import { hasFailed, outcomeLine, summary, type Report } from '../src/probe/report.ts';
import { runProbe } from '../src/probe/run-probe.ts';
import { startProgram } from './child.ts';

/** Every address of a server, on a machine that has much else to do. */
const LIMIT_MS = 120_000;

let server: InProcess;
let token: string;
beforeAll(async () => {
  server = await startInProcess({ environment: { JWT_SECRET_KEY: SECRET, MODEL: 'scripted' } });
  token = await tokenFor('alice');
});
afterAll(() => server[Symbol.asyncDispose]());

function problemsOf({ outcomes }: Report): readonly string[] {
  return outcomes.filter(({ result }) => result !== 'passed').map(outcomeLine);
}

/** What alice has, as far as the native API and Milo list it. */
async function belongings(): Promise<unknown> {
  const lists = [
    '/api/v1/conversations',
    '/api/v1/documents',
    '/api/v1/webhooks',
    '/api/v1/staff',
    '/milo/chat/sessions',
  ];
  return await Promise.all(
    lists.map(async (path) => {
      const response = await fetch(server.url + path, { headers: { authorization: `Bearer ${token}` } });
      return (await response.json()) as unknown;
    }),
  );
}

verifies(
  'shell:probe shell:probe-clean',
  'finds every address as documented, and leaves nothing behind',
  async () => {
    const before = await belongings();
    await using probe = startProgram('probe', ['--url', server.url, '--token', token, '--json']);
    expect(await probe.ended).toBe(0);
    const report = JSON.parse(probe.output()) as Report;
    expect(problemsOf(report)).toEqual([
      // Alice is no administrator, and with a secret this server is not only its owner's.
      expect.stringContaining('GET /api/v1/operations'),
    ]);
    expect(report.notCovered, 'add a step to packages/cli/src/probe/steps/').toEqual([]);
    expect(report.surfaces.length).toBeGreaterThan(6);
    expect(await belongings()).toEqual(before);
    expect(summary(report)).toMatch(/\n\d+ are as documented, 0 are not, 1 could not be tried, 0 are not covered\.$/);
  },
  LIMIT_MS,
);

/** A server in between that changes answers, and documents one address more. */
async function startTampering(change: (path: string, body: string) => string): Promise<Server> {
  const between = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
      const body = chunks.length === 0 ? {} : { body: Buffer.concat(chunks) };
      void fetch(`${server.url}${request.url ?? '/'}`, {
        method: request.method ?? 'GET',
        headers: Object.entries(headers).map(([name, value]) => [name, String(value)] as [string, string]),
        ...body,
      }).then(async (answer) => {
        const kept = [...answer.headers].filter(
          ([name]) => !/^(?:content-length|transfer-encoding|connection|keep-alive)$/.test(name),
        );
        response.writeHead(answer.status, Object.fromEntries(kept));
        response.end(change(request.url ?? '/', await answer.text()));
      });
    });
  }).listen(0, '127.0.0.1');
  await once(between, 'listening');
  return between;
}

verifies(
  'shell:probe',
  'finds what is planted: a changed frame, a missing field, an address without a step',
  async () => {
    const between = await startTampering((path, body) => {
      if (path === '/assistant/chat') return body.replace('"sequence":2', '"sequence":7');
      if (path === '/milo/chat/stream') return body.replaceAll('data: ', 'data:');
      if (path === '/milo/openapi.json') return body.replace('"/milo/chat/sessions"', '"/milo/chat/streams"');
      return body;
    });
    try {
      // A TCP server's address is an object; only pipes have strings.
      const { port } = between.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}`;
      const report = await runProbe({ url, token, only: '/chat', run: 'probe-planted', onOutcome: () => undefined });
      const failed = report.outcomes.filter(({ result }) => result === 'failed');
      expect(failed.map(({ operation, problem }) => [operation, problem])).toEqual([
        ['POST /milo/chat/stream', 'has a frame without exactly one line "data: …"'],
        ['POST /assistant/chat', expect.stringMatching(/other events than the first time|not numbered from 0/)],
      ]);
      expect(report.notCovered).toEqual(['GET /milo/chat/streams']);
      expect(hasFailed(report)).toBe(true);
      expect(summary(report)).toContain('? GET /milo/chat/streams is documented, and not covered');
    } finally {
      between.close();
    }
  },
  LIMIT_MS,
);

verifies(
  'shell:probe',
  'says in its exit code and report how it went, and asks before it costs something',
  async () => {
    await using provider = await startFakeProvider();
    await using paid = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl, MODEL: 'openai' } });
    const [nobody, unasked, wrong, one] = [
      startProgram('probe', ['--url', 'http://127.0.0.1:1']),
      startProgram('probe', ['--url', paid.url]),
      startProgram('probe', ['--nothing']),
      startProgram('probe', ['--url', server.url, '--only', '/livez']),
    ];
    expect([await nobody.ended, await unasked.ended, await wrong.ended, await one.ended]).toEqual([69, 64, 64, 0]);
    expect(one.output()).toMatch(
      /^✓ GET \/livez answers \(\d+ ms\)\n\n.+:\n {2}Operation +1 of 1\n1 are as documented/,
    );
    expect(nobody.errors()).toContain('nobody answers');
    expect(unasked.errors()).toMatch(/This asks \d+ short questions of .+\nNobody is here to agree: say --yes\.\n/);
    expect(provider.calls).toEqual([]);
  },
  LIMIT_MS,
);

test('a stream whose framing is wrong is told from one that is right', () => {
  const good = 'retry: 1500\nid: t\n\nid: t:0\ndata: {}\n\n: ping\n\nid: t:1\ndata: {"a":1}\n\n';
  const headers: Readonly<Record<string, string>> = {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  };
  const reply = (text: string) => ({ status: 200, text, header: (name: string) => headers[name] ?? '' });
  expect(expectStream(reply(good), 'unnamed').map(({ id }) => id)).toEqual(['t:0', 't:1']);
  const wrong: readonly (readonly [text: string, problem: string])[] = [
    [good.replaceAll('\n', '\r\n'), 'end with CR'],
    [good.replace('{}', '{"é":1}'), 'beyond ASCII'],
    [good.slice('retry: 1500\n'.length), 'does not begin with retry'],
    [good.replace('id: t:1\n', ''), 'without an id'],
    [good.replace('data: {}', 'data: {\ndata: }'), 'without exactly one line'],
    [good.replace('id: t:0', 'event: x\nid: t:0'), 'has names of events'],
    [good.slice(0, -1), 'in the middle of a frame'],
  ];
  for (const [text, problem] of wrong) expect(() => expectStream(reply(text), 'unnamed')).toThrow(problem);
});
