import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { SECRET, tokenFor } from '../http/support/tokens.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, words } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { launchBrowser } from '../support/launch-browser.ts';

const FOLDER = join(import.meta.dirname, '../../../../examples/studyguru');
const POLYFILL = createRequire(import.meta.url).resolve('react-native-event-source/EventSource.js');
const TEXTS = [...words(300), ' — “four”, 四, 🙂\u2028 and a last line\n'];

let provider: FakeProvider;
let server: InProcess;

beforeAll(async () => {
  provider = await startFakeProvider({ respond: () => answer(TEXTS, { input: 10 }) });
  server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl, JWT_SECRET_KEY: SECRET } });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await provider.close();
});

type Seen = readonly Readonly<Record<string, unknown>>[];

/** What every client must have got: each event once, in order, with the text whole. */
function judge(seen: Seen): void {
  expect(seen.map(({ type }) => type)).toEqual(['metadata', ...TEXTS.map(() => 'token'), 'complete']);
  const tokens = seen.filter(({ type }) => type === 'token').map(({ content }) => content);
  expect(tokens).toEqual(TEXTS);
  const cost = Math.ceil((TEXTS.length + 10) / 30);
  expect(seen.at(-1)).toMatchObject({ content: TEXTS.join(''), tokens_used: TEXTS.length + 10, points_cost: cost });
}

describeWithProgram('chromium', 'a page of another origin', (executablePath) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(executablePath);
  });
  afterAll(() => browser.close());

  const inPage = async (file: string, script: string): Promise<Seen> => {
    const page = await browser.newPage();
    await page.addScriptTag({ content: readFileSync(join(FOLDER, file), 'utf8') });
    return page.evaluate(script);
  };

  verifies('studyguru:clients', 'reads the stream with fetch, chunk by chunk', async () => {
    const asked = [server.url, await tokenFor('page'), 'What is 2+2?'].map((text) => JSON.stringify(text)).join();
    judge(await inPage('page.js', `askStudyGuru(${asked})`));
  });

  verifies('studyguru:clients', 'reads the stream with the event source of React Native', async () => {
    const asked = [server.url, await tokenFor('app'), 'What is 2+2?'].map((text) => JSON.stringify(text)).join();
    // A module that a page cannot import by its name: its class becomes the value of an expression.
    const source = readFileSync(POLYFILL, 'utf8').replace(/export default (\w+);?/, 'return $1;');
    const polyfill = `(() => { ${source} })()`;
    judge(await inPage('react-native.js', `askByEventSource(${polyfill}, ${asked})`));
  });
});

describeWithProgram('/usr/lib/python3/dist-packages/aiohttp', "Python's aiohttp", () => {
  verifies('studyguru:clients', 'reads the stream line by line', async () => {
    const asked = [server.url, await tokenFor('script'), 'What is 2+2?'];
    const { stdout } = await promisify(execFile)('/usr/bin/python3', [join(FOLDER, 'client.py'), ...asked]);
    const seen: Seen = JSON.parse(`[${stdout.trim().split('\n').join(',')}]`);
    judge(seen);
  });
});
