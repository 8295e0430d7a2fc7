import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, words } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { staffClient } from '../surfaces/support/staff-client.ts';

const FOLDER = join(import.meta.dirname, '../../../../examples/staff');
const TEXTS = [...words(300), ' — “four”, 四, 🙂\u2028 and a last line\n'];

let provider: FakeProvider;
let server: InProcess;

beforeAll(async () => {
  provider = await startFakeProvider({ respond: () => answer(TEXTS) });
  const environment = { OPENAI_BASE_URL: provider.baseUrl, OUTBOUND_ALLOW: '127.0.0.1' };
  server = await startInProcess({ environment });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider.close();
});

type Seen = readonly Readonly<Record<string, unknown>>[];

/** What every client must have got: each piece once, in order, and the id of the saved message. */
async function judge(staffId: string, seen: Seen): Promise<void> {
  const [saved] = (await staffClient(server.url).history(staffId)).messages;
  expect(seen.slice(0, -1).map(({ content }) => content)).toEqual(TEXTS);
  expect(seen.at(-1)).toEqual({ type: 'done', message_id: saved?.id });
  expect(saved?.content).toBe(TEXTS.join(''));
}

describeWithProgram('chromium', 'a page of another origin', (executablePath) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(executablePath);
  });
  afterAll(() => browser.close());

  const inPage = async <Result>(script: string): Promise<Result> => {
    const page = await browser.newPage();
    await page.addScriptTag({ content: readFileSync(join(FOLDER, 'page.js'), 'utf8') });
    return page.evaluate(script);
  };

  verifies('staff:clients', 'reads the stream with fetch, line by line', async () => {
    await judge('maya', await inPage<Seen>(`askStaff(${JSON.stringify(server.url)}, 'maya', 'Hello?')`));
  });

  verifies(
    'staff:poll staff:content-type',
    'sends without a Content-Type, and polls until the answer is the newest',
    async () => {
      const script = `sendAndPoll(${JSON.stringify(server.url)}, 'jonas', 'Hello?', 20)`;
      const { saved, latest } = await inPage<Record<'saved' | 'latest', Record<string, unknown>>>(script);
      expect(saved).toMatchObject({ message_type: 'user', content: 'Hello?' });
      expect(latest).toMatchObject({ message_type: 'assistant', content: TEXTS.join('') });
    },
  );
});

describeWithProgram('/usr/lib/python3/dist-packages/httpx', "Python's httpx", () => {
  verifies('staff:clients', 'reads the stream line by line', async () => {
    const asked = [join(FOLDER, 'client.py'), server.url, 'elena', 'Hello?'];
    const { stdout } = await promisify(execFile)('/usr/bin/python3', asked);
    const seen: Seen = JSON.parse(`[${stdout.trim().split('\n').join(',')}]`);
    await judge('elena', seen);
  });
});

describeWithProgram('curl', 'curl', () => {
  verifies('staff:clients', 'shows the stream', async () => {
    const { stdout } = await promisify(execFile)('sh', [join(FOLDER, 'ask.sh'), server.url, 'omar', 'Hello?']);
    const data = stdout.split('\n').filter((line) => line.startsWith('data: '));
    const seen: Seen = JSON.parse(`[${data.map((line) => line.slice(6)).join(',')}]`);
    await judge('omar', seen);
  });
});

verifies('webhook:signature', 'The example of a receiver takes a genuine message, and nothing else', async () => {
  // Its port is known before its secret, as in life: it is started twice.
  const start = async (port: number, secret: string) => {
    const child = spawn(process.execPath, [join(FOLDER, 'webhook-receiver.js'), String(port), secret]);
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const next = async () => JSON.parse(String((await lines.next()).value)) as Record<string, unknown>;
    const stop = async (): Promise<void> => {
      child.kill();
      await once(child, 'exit');
    };
    return { port: Number((await next())['listening']), next, stop };
  };
  const first = await start(0, 'whsec_bm90aGluZw==');
  const url = `http://127.0.0.1:${first.port}/`;
  const client = staffClient(server.url);
  const json = { 'content-type': 'application/json' };
  const { body } = await client.call('POST', '/api/v1/webhooks', { url }, json);
  const test = async () => (await client.call('POST', `/api/v1/webhooks/${String(body['id'])}/test`)).body;
  expect(await test()).toMatchObject({ delivered: false, status: 401 });
  await first.stop();
  const second = await start(first.port, String(body['secret']));
  expect(await test()).toMatchObject({ delivered: true });
  expect(await second.next()).toMatchObject({ type: 'webhook.test' });
  provider.enqueue(answer(['Told.']));
  const sent = await client.send('maya', 'And now?');
  expect(await second.next()).toMatchObject({ type: 'turn.completed', data: { reply_to: sent.body['id'] } });
  await second.stop();
});
