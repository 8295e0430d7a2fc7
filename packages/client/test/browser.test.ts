import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { startFakeProvider, type FakeProvider } from '../../server/test/support/fake-provider/provider.ts';
import { startInProcess, type InProcess } from '../../server/test/support/in-process.ts';
import { launchBrowser } from '../../server/test/support/launch-browser.ts';
import { startFront, type Front } from './support/front.ts';
import { startPageServer, type PageServer } from './support/page-server.ts';
import { gated } from './support/turns.ts';

/** Browsers open six connections at once: more tabs than that must share. */
const TABS = Number(process.env['TABS'] ?? 20);

describeWithProgram('chromium', 'twenty tabs', (executablePath) => {
  let provider: FakeProvider;
  let server: InProcess;
  let pages: PageServer;
  let front: Front;
  let browser: Browser;
  let tabs: readonly Page[];
  beforeAll(async () => {
    pages = await startPageServer('client-page.ts');
    provider = await startFakeProvider();
    server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl, CORS_ORIGINS: pages.origin } });
    front = await startFront();
    front.lead(server.url);
    browser = await launchBrowser(executablePath);
    tabs = await openTabs();
  });
  afterAll(async () => {
    await browser.close();
    await front[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await provider.close();
    await pages[Symbol.asyncDispose]();
  });

  const openTabs = async (): Promise<readonly Page[]> => {
    const context = await browser.newContext();
    // It tells a page that hangs from a busy machine.
    context.setDefaultTimeout(100_000);
    const tabs = await Promise.all(Array.from({ length: TABS }, () => context.newPage()));
    await Promise.all(tabs.map((tab) => tab.goto(pages.origin)));
    for (const tab of tabs) {
      await tab.evaluate(`globalThis.client = parlance.createClient({ url: ${JSON.stringify(front.url)} })`);
    }
    return tabs;
  };
  const textIs = (tab: Page, text: string): Promise<unknown> =>
    tab.waitForFunction(`stream.state.text === ${JSON.stringify(text)}`);

  verifies('client:tabs', 'that each ask something of their own stay alive, and a cancel gets through', async () => {
    provider.onMarker('Own', gated(['One ', 'two '], 'own', ['three']));
    const begin = `(async () => {
      const { id } = await client.conversations.create({ assistant: 'assistant' });
      globalThis.stream = client.send(id, 'Own.');
    })()`;
    await Promise.all(tabs.map((tab) => tab.evaluate(begin)));
    for (const tab of tabs) await textIs(tab, 'One two ');
    const [last, ...others] = tabs.toReversed();
    expect(await last?.evaluate('stream.cancel()')).toBe('stored');
    expect(await last?.evaluate('stream.ended.then(({ status }) => status)')).toBe('cancelled');
    provider.release('own');
    for (const tab of others) {
      const seen = await tab.evaluate(`(async () => {
        const seqs = [];
        for await (const { seq } of stream) seqs.push(seq);
        return { seqs, text: (await stream.ended).text };
      })()`);
      expect(seen).toEqual({ seqs: Array.from({ length: 8 }, (_, index) => index), text: 'One two three' });
    }
  });

  verifies('client:tabs', 'that follow one answer need one connection, and outlive the tab that has it', async () => {
    provider.onMarker('Shared', gated(['One ', 'two '], 'shared', ['three']));
    const [first, ...others] = tabs;
    const turn = await first?.evaluate(`(async () => {
      const { id } = await client.conversations.create({ assistant: 'assistant' });
      globalThis.stream = client.send(id, 'Shared.');
      await new Promise((resolve) => stream.subscribe(() => stream.state.text === 'One two ' && resolve()));
      return stream.state.turn;
    })()`);
    const requests: string[] = [];
    first?.context().on('request', (request) => {
      if (request.url().includes('/events') && request.method() === 'GET') requests.push(request.url());
    });
    for (const tab of others) await tab.evaluate(`void (globalThis.stream = client.follow(${JSON.stringify(turn)}))`);
    for (const tab of others) await textIs(tab, 'One two ');
    expect(requests).toEqual([]);
    await first?.close();
    provider.release('shared');
    for (const tab of others) {
      expect(await tab.evaluate('stream.ended.then(({ text }) => text)')).toBe('One two three');
    }
    expect(requests).toHaveLength(1);
  });

  verifies('client:xhr', 'can do with XMLHttpRequest alone, as in React Native', async () => {
    provider.onMarker('Xhr', gated(['One 🙂 ', 'two '], 'xhr', ['three']));
    const tab = tabs.at(-1);
    await tab?.evaluate(`(async () => {
      const environment = { transport: parlance.xhrTransport() };
      const client = parlance.createClient({ url: ${JSON.stringify(front.url)}, tabs: false, environment });
      globalThis.fetch = () => { throw new Error('There is no fetch here.'); };
      const { id } = await client.conversations.create({ assistant: 'assistant' });
      globalThis.stream = client.send(id, 'Xhr.');
    })()`);
    if (tab === undefined) throw new Error('There is no tab.');
    await textIs(tab, 'One 🙂 two ');
    front.cut();
    await tab.waitForFunction(`stream.state.connection.state === 'open'`);
    provider.release('xhr');
    expect(await tab.evaluate(`stream.ended.then(({ text, status }) => [text, status])`)).toEqual([
      'One 🙂 two three',
      'completed',
    ]);
    const refused = `stream = parlance.createClient({ url: ${JSON.stringify(front.url)}, tabs: false,
      environment: { transport: parlance.xhrTransport() } }).send('no-such', 'Hi')`;
    expect(await tab.evaluate(`(${refused}).ended.catch(({ kind }) => kind)`)).toBe('not-found');
  });
});
