import { afterAll, beforeAll, expect } from 'vitest';
import type { Browser } from 'playwright-core';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { startFakeProvider, type FakeProvider } from '../../server/test/support/fake-provider/provider.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { launchBrowser } from '../../server/test/support/launch-browser.ts';
import { createServerHome, type ServerHome } from '../../server/test/support/server-process.ts';
import { builtConsole, say, shown, newPage } from './support/console-under-test.ts';

describeWithProgram('chromium', 'the console and a server that dies', (executablePath) => {
  let provider: FakeProvider;
  let home: ServerHome;
  let browser: Browser;
  beforeAll(async () => {
    const [{ folder }, started, launched] = await Promise.all([
      builtConsole(),
      startFakeProvider(),
      launchBrowser(executablePath),
    ]);
    provider = started;
    browser = launched;
    home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl, CONSOLE: folder });
  });
  afterAll(async () => {
    await browser.close();
    await home[Symbol.asyncDispose]();
    await provider.close();
  });

  verifies('console:restart console:away', 'has all that was said, once, and continues it with a click', async () => {
    provider.onMarker('Tell me', {
      steps: [
        { kind: 'role' },
        { kind: 'delta', text: 'Once upon' },
        { kind: 'delta', text: ' a time' },
        { kind: 'hang' },
      ],
    });
    provider.onMarker('continue exactly', answer([' there was a server.']));
    const first = await home.start();
    const page = await newPage(browser);
    await page.clock.install();
    await page.goto(`${first.url}/a/assistant`);
    await say(page, 'Tell me a story.');
    await shown(page, 'Once upon a time');
    // While no timer runs, only the stream itself can tell that it was cut.
    await page.clock.pauseAt(Date.now() + 3_000);
    await first.kill();
    await page.getByText('The server cannot be reached.').waitFor();
    await page.clock.resume();
    await shown(page, 'Connection lost. Reconnecting; nothing is lost');
    const second = await home.start({ PORT: new URL(first.url).port });
    expect(second.url).toBe(first.url);
    await shown(page, 'The server was restarted. What was said is kept.');
    expect(await page.locator('.markdown').allInnerTexts()).toEqual(['Once upon a time']);
    await page.getByRole('button', { name: 'Continue' }).click();
    await shown(page, 'there was a server.');
    await page.reload();
    await shown(page, 'there was a server.');
    expect(await page.locator('.markdown').allInnerTexts()).toEqual(['Once upon a time', 'there was a server.']);
    expect(await page.locator('.question').count()).toBe(2);
  });

  verifies('console:away', 'says that the device is offline, and goes on when it is back', async () => {
    const server = await home.start({ PORT: '0', STORE_URL: `sqlite:${home.folder}/offline.db` });
    provider.onMarker('Wait for me', {
      steps: [
        { kind: 'role' },
        { kind: 'delta', text: 'Here, ' },
        { kind: 'wait', gate: 'offline' },
        { kind: 'delta', text: 'and back.' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    const page = await newPage(browser);
    const context = page.context();
    await page.goto(`${server.url}/a/assistant`);
    await say(page, 'Wait for me.');
    await shown(page, 'Here,');
    await context.setOffline(true);
    provider.release('offline');
    await context.setOffline(false);
    await shown(page, 'Here, and back.');
    expect(await page.locator('.answer').count()).toBe(1);
  });

  verifies('console:away', 'says of a conversation that cannot be begun why, until the server is back', async () => {
    const storage = { STORE_URL: `sqlite:${home.folder}/begun.db` };
    const first = await home.start({ PORT: '0', ...storage });
    provider.onMarker('Anybody there', answer(['Here.']));
    const page = await newPage(browser);
    await page.goto(`${first.url}/a/assistant`);
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
    await first.kill();
    await say(page, 'Anybody there?');
    const problem = page.getByRole('alert').filter({ hasText: 'could not be reached' });
    await problem.waitFor();
    await home.start({ PORT: new URL(first.url).port, ...storage });
    await problem.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Send' }).click();
    await shown(page, 'Here.');
  });
});
