import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { nativeClient } from '../../server/test/support/native-client.ts';
import { answered, type ConsoleUnderTest, startConsole, newPage } from './support/console-under-test.ts';
import { eventually } from './support/eventually.ts';

describeWithProgram('chromium', 'a long conversation', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole(executablePath);
  });
  afterAll(() => console[Symbol.asyncDispose]());

  verifies('console:long', 'opens at its end and is read backwards, each message once', async () => {
    const messages = 5_000;
    const lines = Array.from({ length: messages }, (_, index) =>
      JSON.stringify({
        time: new Date(1_700_000_000_000 + index * 1_000).toISOString(),
        speaker: index % 2 === 0 ? 'user' : 'assistant',
        text: `Message ${index}`,
      }),
    );
    const response = await fetch(`${console.server.url}/api/v1/conversations/import?assistant=assistant`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.join('\n'),
    });
    expect(response.status, await response.clone().text()).toBe(201);
    const { body } = await nativeClient(console.server.url).call('GET', '/conversations');
    const [{ id }] = body['conversations'] as [{ readonly id: string }];
    const page = await console.open(`/c/${id}`);
    await answered(page);
    const texts = (): Promise<readonly string[]> =>
      page.locator('.question > p, .answer .markdown').evaluateAll((all) => all.map((each) => each.textContent));
    expect((await texts()).at(-1)).toBe(`Message ${messages - 1}`);
    const isAtEnd = await page
      .locator('.scroller')
      .evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight < 2);
    expect(isAtEnd).toBe(true);
    for (let pages = 2; pages <= 4; pages += 1) {
      await page.locator('.scroller').evaluate((element) => element.scrollTo({ top: 0 }));
      await eventually(async () => (await texts()).length).toBeGreaterThanOrEqual(pages * 60);
    }
    const read = await texts();
    expect(read).toEqual(
      Array.from({ length: read.length }, (_, index) => `Message ${messages - read.length + index}`),
    );
  });

  verifies('console:size', 'loads at most 130 KB of script', async () => {
    const page = await newPage(console.browser);
    const scripts: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(request.url());
    });
    await page.goto(console.server.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    const sizes = await Promise.all(
      scripts.map(async (url) => {
        const { headers } = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
        expect(headers.get('content-encoding')).toBe('gzip');
        return Number(headers.get('content-length'));
      }),
    );
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(130 * 1_024);
  });
});
