import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { nativeClient } from '../../server/test/support/native-client.ts';
import { answered, type ConsoleUnderTest, say, startConsole, newPage } from './support/console-under-test.ts';
import { eventually } from './support/eventually.ts';
import { FOREIGN, PAYLOADS, SHORT_PAYLOADS } from './support/payloads.ts';
import { watchPage, type PageWatch } from './support/watch-page.ts';

/** So many payloads stand in one answer, each a paragraph of its own. */
const IN_ONE = 80;

describeWithProgram('chromium', 'hostile text in the console', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole(executablePath, { MAX_TOKENS: '100000', TIMEOUT_SECONDS: '300' });
  });
  afterAll(() => console[Symbol.asyncDispose]());

  const watched = async (path: string): Promise<{ readonly page: Page; readonly watch: PageWatch }> => {
    const page = await newPage(console.browser);
    const watch = await watchPage(page, console.server.url);
    await page.goto(console.server.url + path);
    return { page, watch };
  };

  verifies(
    'fault:S08 console:safety:output',
    'does nothing as the output of a model, in pieces of one character, and in the history afterwards',
    async () => {
      expect(PAYLOADS.length).toBeGreaterThanOrEqual(300);
      const answers = Array.from({ length: Math.ceil(PAYLOADS.length / IN_ONE) }, (_, index) =>
        PAYLOADS.slice(index * IN_ONE, (index + 1) * IN_ONE).join('\n\n'),
      );
      const { page, watch } = await watched('/a/assistant');
      for (const [index, text] of answers.entries()) {
        // The characters as code points: half a surrogate pair is no character.
        console.provider.onMarker(`Say ${index}.`, answer([...text]));
        await say(page, `Say ${index}.`);
        await answered(page, index + 1);
        expect(await watch.findings()).toEqual([]);
      }
      // Everything really came: what is HTML in it can be read.
      const shown = await page.locator('.messages').textContent();
      for (const text of ['<script>', 'onerror', '<iframe srcdoc=', '<base href=']) expect(shown).toContain(text);
      await page.reload();
      await answered(page, answers.length);
      expect(await watch.findings()).toEqual([]);
    },
  );

  verifies(
    'fault:S08 console:safety:titles',
    'does nothing as a title, a message of the user or an error',
    async () => {
      const client = nativeClient(console.server.url);
      const titles = SHORT_PAYLOADS.map((payload) => payload.replaceAll('\u0000', ''));
      let last = '';
      for (const title of titles) {
        const { body } = await client.call('POST', '/conversations', {
          assistant: 'assistant',
          title: title.slice(0, 200),
        });
        last = String(body['id']);
      }
      const { page, watch } = await watched(`/c/${last}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await say(page, titles.join('\n'));
      await answered(page);
      // Whoever stands between server and page could answer this.
      await page.route('**/turns', (route) =>
        route.fulfill({
          status: 400,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            title: titles[0],
            detail: titles.join(' '),
            code: titles[3],
            correlation_id: titles[6],
          }),
        }),
      );
      await say(page, 'Fail.');
      await page.locator('.problem').waitFor();
      expect(await page.locator('.problem').textContent()).toContain('<script>');
      expect(await page.locator('.conversations').textContent()).toContain('<svg onload=');
      expect(await watch.findings()).toEqual([]);
    },
  );

  verifies('console:safety:links', 'shows images as links, and links that name where they lead', async () => {
    console.provider.onMarker('links', answer([`![A chart](${FOREIGN}/chart.png) and [mail](mailto:a@x.test)`]));
    const { page, watch } = await watched('/a/assistant');
    await say(page, 'links');
    await answered(page);
    const links = await page
      .locator('.markdown a')
      .evaluateAll((all) => all.map((link) => [link.textContent, link.getAttribute('href'), link.getAttribute('rel')]));
    expect(links).toEqual([
      ['Image: A chart', `${FOREIGN}/chart.png`, 'noopener noreferrer'],
      ['mail', 'mailto:a@x.test', 'noopener noreferrer'],
    ]);
    expect(await watch.findings()).toEqual([]);
  });

  test('what watches the page sees a planted image, a style, a link and a request', async () => {
    const { page, watch } = await watched('/a/assistant');
    console.provider.onMarker('plain', answer(['Plain.']));
    await say(page, 'plain');
    await answered(page);
    await page.evaluate((address) => {
      const place = document.querySelector('.markdown');
      const link = document.createElement('a');
      link.href = 'javascript:1';
      link.setAttribute('style', 'color: red');
      place?.append(document.createElement('img'), link);
      fetch(address).catch(() => undefined);
    }, FOREIGN);
    await eventually(() => watch.findings()).toEqual(expect.arrayContaining([expect.stringMatching(/Policy|asked/)]));
    const findings = (await watch.findings()).join('\n');
    for (const sign of ['<img>', 'style=', 'leads to javascript:', 'not kept apart']) expect(findings).toContain(sign);
  });
});
