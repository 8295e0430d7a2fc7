import type { Browser, Page } from 'playwright-core';
import { startFakeProvider, type FakeProvider } from '../../../server/test/support/fake-provider/provider.ts';
import { startInProcess, type InProcess } from '../../../server/test/support/in-process.ts';
import { launchBrowser } from '../../../server/test/support/launch-browser.ts';
import { buildConsole, CACHE, type BuildReport } from '../../build/build-console.ts';
import { fingerprint } from '../../build/fingerprint.ts';

const PATIENCE_MS = 90_000;

/** The page in a real browser, before a real server, before a provider that says what a test tells it. */
export interface ConsoleUnderTest extends AsyncDisposable {
  readonly provider: FakeProvider;
  readonly server: InProcess;
  readonly browser: Browser;
  /** A tab of its own browser profile. */
  open(path?: string, options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
}

/** The folder of the page as the sources give it now; built where it is not. */
export async function builtConsole(): Promise<Extract<BuildReport, { state: 'ready' }>> {
  const reports: BuildReport[] = [];
  await buildConsole(fingerprint(), CACHE, (report) => reports.push(report));
  const last = reports.at(-1);
  if (last?.state !== 'ready') throw new Error('A build that is over is ready.');
  return last;
}

export async function startConsole(
  executablePath: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ConsoleUnderTest> {
  const [{ folder }, provider, browser] = await Promise.all([
    builtConsole(),
    startFakeProvider(),
    launchBrowser(executablePath),
  ]);
  const server = await startInProcess({
    environment: { OPENAI_BASE_URL: provider.baseUrl, CONSOLE: folder, ...environment },
  });
  return {
    provider,
    server,
    browser,
    open: async (path = '/', options = {}) => {
      const page = await newPage(browser, options);
      await page.goto(server.url + path);
      return page;
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await server[Symbol.asyncDispose]();
      await provider.close();
    },
  };
}

/** A tab of a browser profile of its own. Whoever waits for it can tell a page that hangs from a busy machine. */
export async function newPage(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return await context.newPage();
}

/** Writes a message and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

/** Resolves with the text of the newest answer once it has ended. */
export async function answered(page: Page, times = 1): Promise<string> {
  const ended = page.locator('.answer:not([data-status="running"]):not([data-status="sending"])');
  await ended.nth(times - 1).waitFor();
  return await ended.nth(times - 1).innerText();
}

/** Resolves when this stands among the messages. */
export async function shown(page: Page, text: string): Promise<void> {
  await page.locator('.messages').getByText(text).waitFor();
}
