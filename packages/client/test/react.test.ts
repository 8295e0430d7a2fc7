import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { startFakeProvider, type FakeProvider } from '../../server/test/support/fake-provider/provider.ts';
import { answer, words } from '../../server/test/support/fake-provider/script.ts';
import { launchBrowser } from '../../server/test/support/launch-browser.ts';
import { createServerHome, type ServerHome, type ServerProcess } from '../../server/test/support/server-process.ts';
import { startFront, type Front } from './support/front.ts';
import { startPageServer, type PageServer } from './support/page-server.ts';
import { gated } from './support/turns.ts';

describeWithProgram('chromium', 'a page with hooks', (executablePath) => {
  let provider: FakeProvider;
  let home: ServerHome;
  let server: ServerProcess;
  let pages: PageServer;
  let front: Front;
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    [pages, provider, front] = await Promise.all([
      startPageServer('react-page.tsx'),
      startFakeProvider(),
      startFront(),
    ]);
    home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl, CORS_ORIGINS: pages.origin });
    const started = start();
    browser = await launchBrowser(executablePath);
    context = await browser.newContext();
    // It tells a page that hangs from a busy machine.
    context.setDefaultTimeout(25_000);
    await started;
  });
  afterAll(async () => {
    await browser.close();
    await home[Symbol.asyncDispose]();
    await front[Symbol.asyncDispose]();
    await provider.close();
    await pages[Symbol.asyncDispose]();
  });

  const start = async (): Promise<void> => {
    server = await home.start();
    front.lead(server.url);
  };
  const kill = async (): Promise<void> => {
    front.lead(null);
    await server.kill();
  };
  const open = async (view: 'chat' | 'staff', more = ''): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${pages.origin}/?view=${view}&server=${encodeURIComponent(front.url)}${more}`);
    await page.waitForFunction(`globalThis.${view} !== undefined`);
    return page;
  };
  /** Waits until the page shows exactly these texts, and its last message has this status. */
  const shows = (page: Page, texts: readonly string[], status: string): Promise<unknown> =>
    page.waitForFunction(`(() => {
      const rows = [...document.querySelectorAll('li')];
      const texts = rows.map((row) => row.textContent);
      return JSON.stringify(texts) === ${JSON.stringify(JSON.stringify(texts))} && rows.at(-1).dataset.status === '${status}';
    })()`);

  verifies('client:react:chat', 'keeps what was said over kill -9 and restart, and goes on with one call', async () => {
    provider.onMarker('Tell', gated(['Once upon ', 'a time '], 'killed', []), answer(['Once more, whole.']));
    const page = await open('chat');
    await page.evaluate(`void chat.send('Tell.')`);
    await shows(page, ['Tell.', 'Once upon a time '], 'streaming');
    await kill();
    await page.waitForFunction(`chat.connection.state === 'waiting'`);
    await shows(page, ['Tell.', 'Once upon a time '], 'streaming');
    await start();
    await shows(page, ['Tell.', 'Once upon a time '], 'interrupted');
    await page.evaluate('void chat.retry()');
    await shows(page, ['Tell.', 'Once more, whole.'], 'complete');
    await page.reload();
    await shows(page, ['Tell.', 'Once more, whole.'], 'complete');
    provider.release('killed');
    await page.close();
  });

  verifies(
    'client:react:chat client:reload',
    'is answered once, also when the server dies before its first word',
    async () => {
      provider.onMarker('Wait', gated([], 'early', []), answer(['Here', ' I am.']));
      const page = await open('chat');
      await page.evaluate(`void chat.send('Wait.')`);
      await provider.reached('early');
      await kill();
      await page.waitForFunction(`chat.connection.state === 'waiting'`);
      // The page does not live through it either.
      await page.reload();
      await start();
      await page.waitForFunction(`globalThis.chat?.read() !== undefined`);
      await shows(page, ['Wait.', 'Here I am.'], 'complete');
      provider.release('early');
      await page.close();
    },
  );

  verifies(
    'client:react:chat client:tabs',
    'shows a second tab what the first asks, while it is answered',
    async () => {
      provider.onMarker('first', answer(['Yes.']));
      provider.onMarker('second', gated(['One ', 'two '], 'tabs', ['three']));
      const page = await open('chat');
      await page.evaluate(`void chat.send('The first.')`);
      await shows(page, ['The first.', 'Yes.'], 'complete');
      const other = await open('chat', `&conversation=${await page.evaluate<string>('chat.conversation')}`);
      await shows(other, ['The first.', 'Yes.'], 'complete');
      await page.evaluate(`void chat.send('The second.')`);
      await shows(other, ['The first.', 'Yes.', 'The second.', 'One two '], 'streaming');
      await page.close();
      provider.release('tabs');
      await shows(other, ['The first.', 'Yes.', 'The second.', 'One two three'], 'complete');
      await other.close();
    },
  );

  verifies('client:react:frame', 'renders at most once a frame, however fast the words come', async () => {
    const texts = words(2_000);
    provider.onMarker('Many', answer(texts));
    const page = await open('chat');
    const before = await page.evaluate<{ frames: number; renders: number }>(`({ frames, renders })`);
    await page.evaluate(`void chat.send('Many.')`);
    await shows(page, ['Many.', texts.join('')], 'complete');
    const after = await page.evaluate<{ frames: number; renders: number }>(`({ frames, renders })`);
    // Two renders for each change under StrictMode, and a few for what the page itself sets.
    expect(after.renders - before.renders).toBeLessThan(2 * (after.frames - before.frames) + 10);
    expect(after.renders - before.renders).toBeLessThan(texts.length);
    await page.close();
  });

  verifies('client:react:chat', 'edits a message and asks again, stops, and says why it was refused', async () => {
    provider.onMarker('Blue', answer(['The sky.']));
    provider.onMarker('Green', answer(['The grass.']), answer(['The trees.']), gated(['The '], 'stop', []));
    const page = await open('chat');
    await page.evaluate(`void chat.send('Blue?')`);
    await shows(page, ['Blue?', 'The sky.'], 'complete');
    await page.evaluate(`void chat.edit(chat.messages[0].id, 'Green?')`);
    await shows(page, ['Green?', 'The grass.'], 'complete');
    await page.evaluate('void chat.retry()');
    await shows(page, ['Green?', 'The trees.'], 'complete');
    await page.evaluate(`void chat.retry()`);
    await shows(page, ['Green?', 'The '], 'streaming');
    await page.evaluate('chat.stop()');
    await shows(page, ['Green?', 'The '], 'cancelled');
    await page.evaluate(`chat.send(' ')`);
    // Shown with the next frame.
    await page.waitForFunction('chat.error !== null');
    expect(await page.evaluate('chat.error.kind')).toBe('invalid');
    expect(await page.evaluate('chat.messages.at(-1).status')).toBe('refused');
    provider.release('stop');
    await page.close();
  });

  verifies('client:react:staff', 'talks with a staff member over remounts and reloads, and stops', async () => {
    provider.onMarker('Hello!', gated(['Good ', 'morning, '], 'staff', ['all!']));
    provider.onMarker('Long', gated(['It was '], 'long', []));
    const page = await open('staff');
    const text = (expected: string): Promise<unknown> =>
      page.waitForFunction(`document.querySelector('.assistant')?.textContent === ${JSON.stringify(expected)}`);
    await page.evaluate(`void staff.sendMessage('Hello!')`);
    await text('Good morning, ');
    expect(await page.evaluate('staff.isStreaming')).toBe(true);
    await page.evaluate('setShown(false)');
    await page.waitForFunction(`document.querySelector('.assistant') === null`);
    await page.evaluate('setShown(true)');
    await text('Good morning, ');
    await page.reload();
    await text('Good morning, ');
    provider.release('staff');
    await text('Good morning, all!');
    await page.waitForFunction('!staff.isStreaming');
    const stopped = page.evaluate(`staff.sendMessage('Long.').then(({ status }) => status)`);
    await text('It was ');
    await page.evaluate('staff.abortStream()');
    expect(await stopped).toBe('cancelled');
    expect(await page.evaluate(`staff.sendMessage('').then(({ error }) => error.kind)`)).toBe('invalid');
    await page.waitForFunction(`staff.error !== null`);
    provider.release('long');
    await page.close();
  });
});
