import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { openLibrary, type Library } from '../surfaces/support/jacie-library.ts';

const FOLDER = join(import.meta.dirname, '../../../../examples/jacie');
const run = promisify(execFile);
const HIGHLIGHT = 'The harbour moved 4.2 million tonnes of cargo in 2025.';

let library: Library;
let server: InProcess;

beforeAll(async () => {
  library = await openLibrary();
  server = await startInProcess({ environment: { MODEL: 'scripted' }, capabilities: [library.capability] });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await library[Symbol.asyncDispose]();
});

describeWithProgram('curl', "the document's request", (curl) => {
  verifies('jacie:clients', 'is answered as it stands there', async () => {
    const body = '{"query": "What are the main highlights?", "auto_load_documents": true}';
    const url = `${server.url}/chat/stream`;
    const { stdout } = await run(curl, [
      '-X',
      'POST',
      url,
      '-H',
      'Content-Type: application/json',
      '-d',
      body,
      '--no-buffer',
    ]);
    const events = [...stdout.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    expect(new Set(events)).toEqual(new Set(['progress', 'result']));
    expect(events.at(-1)).toBe('result');
    expect(stdout).toContain(HIGHLIGHT);
  });
});

describeWithProgram('/usr/lib/python3/dist-packages/requests', "the document's script", () => {
  verifies('jacie:clients', 'prints the progress and the answer with its page', async () => {
    const script = join(FOLDER, 'test_streaming.py');
    for (const mode of [[], ['--fast']]) {
      const { stdout } = await run('/usr/bin/python3', [script, 'What was the revenue in 2024?', server.url, ...mode]);
      const lines = stdout.trim().split('\n');
      expect(lines[0]).toBe('[  5%] start: Reading the question...');
      expect(lines).toContain('[100%] complete: Response generation complete!');
      expect(lines.at(-1)).toBe('- harbour-report-2025.pdf, page 2');
    }
  });
});

describeWithProgram('chromium', "the document's page", (executablePath) => {
  verifies('jacie:clients', 'opened from a file, shows how far it is and then the answer', async () => {
    const browser = await launchBrowser(executablePath);
    try {
      const page = await browser.newPage();
      // Opened as a file its origin is null; a page of its own has nothing to load.
      const file = new URL(`file://${join(FOLDER, 'page.html')}`);
      file.searchParams.set('server', server.url);
      await page.goto(file.href);
      await page.click('button');
      await page.waitForFunction('document.getElementById("answer").textContent !== ""');
      expect(await page.textContent('#answer')).toContain(HIGHLIGHT);
      expect(await page.textContent('#answer')).toContain('harbour-report-2025.pdf, page 1');
      expect(await page.textContent('#step')).toBe('Response generation complete!');
      expect(await page.evaluate('document.getElementById("bar").value')).toBe(100);
    } finally {
      await browser.close();
    }
  });
});

verifies('jacie:clients', 'keep to what needs no library of ours', () => {
  expect(readFileSync(join(FOLDER, 'page.html'), 'utf8')).not.toMatch(/<script src|import /);
});
