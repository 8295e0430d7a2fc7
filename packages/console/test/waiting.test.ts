import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { answered, type ConsoleUnderTest, say, shown, startConsole } from './support/console-under-test.ts';
import { eventually } from './support/eventually.ts';

describeWithProgram('chromium', 'before the first word in the console', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole(executablePath);
  });
  afterAll(() => console[Symbol.asyncDispose]());

  verifies('console:errors', 'a server with too many requests is told from one that is away', async () => {
    console.provider.onMarker('Patience', answer(['Thank you.']));
    const page = await console.open();
    await page.clock.install();
    await page.goto(`${console.server.url}/a/assistant`);
    await page.route(
      '**/turns',
      (route) =>
        route.fulfill({
          status: 429,
          headers: { 'Retry-After': '30' },
          contentType: 'application/problem+json',
          body: JSON.stringify({ detail: 'Too many requests.', code: 'rate_limited' }),
        }),
      { times: 1 },
    );
    await say(page, 'Patience');
    const note = page.locator('.progress');
    await eventually(() => note.innerText()).toMatch(/^Too many requests. Your message is sent again at \d+:\d\d/);
    expect(await page.getByText('The server cannot be reached.').isVisible()).toBe(false);
    await page.clock.fastForward(31_000);
    expect(await answered(page)).toContain('Thank you.');
  });

  verifies(
    'console:stop',
    'an answer that was stopped before it said anything does not claim that it did',
    async () => {
      console.provider.onMarker('Silence', { steps: [{ kind: 'role' }, { kind: 'hang' }] });
      const page = await console.open('/a/assistant');
      await say(page, 'Silence');
      await page.locator('.answer[data-status="running"]').waitFor();
      await page.keyboard.press('Escape');
      await shown(page, 'Stopped before anything was said.');
    },
  );

  verifies('console:reload', 'what was typed and not sent is there after a reload, each in its place', async () => {
    console.provider.onMarker('Hello', answer(['Good day.']));
    const page = await console.open('/a/assistant');
    const box = page.getByRole('textbox', { name: 'Message' });
    await say(page, 'Hello');
    await answered(page);
    await box.fill('Half a thought');
    await page.reload();
    await shown(page, 'Good day.');
    expect(await box.inputValue()).toBe('Half a thought');
    await page.goto(`${console.server.url}/a/assistant`);
    await box.waitFor();
    expect(await box.inputValue()).toBe('');
    await page.goBack();
    await shown(page, 'Good day.');
    await say(page, 'Hello again');
    await answered(page, 2);
    await page.reload();
    await shown(page, 'Hello again');
    expect(await box.inputValue()).toBe('');
  });
});
