import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { type ConsoleUnderTest, say, shown, startConsole } from './support/console-under-test.ts';

const PHONE = { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true };

describeWithProgram('chromium', 'Escape in the console', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole(executablePath);
  });
  afterAll(() => console[Symbol.asyncDispose]());

  /** A page with an answer that goes on until it is stopped. */
  async function answering(options: Parameters<ConsoleUnderTest['open']>[1] = {}): Promise<Page> {
    console.provider.onMarker('Count', {
      steps: [{ kind: 'role' }, { kind: 'delta', text: 'One, two' }, { kind: 'hang' }],
    });
    const page = await console.open('/a/assistant', options);
    await say(page, 'Count');
    await shown(page, 'One, two');
    return page;
  }

  /** Presses Escape, which has to close something, and then once more, which has to stop the answer. */
  async function closesBeforeItStops(page: Page, isClosed: () => Promise<void>): Promise<void> {
    // A stop that was asked for by mistake would be on its way before anything else is.
    const stops: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/cancel')) stops.push(request.url());
    });
    await page.keyboard.press('Escape');
    await isClosed();
    expect(stops).toEqual([]);
    await page.keyboard.press('Escape');
    await shown(page, 'Stopped. What was said is kept.');
    expect(stops).toHaveLength(1);
  }

  verifies('console:escape', 'closes a panel that was just opened, from its button', async () => {
    const page = await answering();
    const button = page.getByRole('button', { name: 'Details', exact: true });
    await button.click();
    const panel = page.getByRole('complementary', { name: 'Details' });
    await panel.waitFor();
    await closesBeforeItStops(page, () => panel.waitFor({ state: 'detached' }));
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  verifies('console:escape', 'closes a panel and the list on a telephone', async () => {
    const page = await answering(PHONE);
    await page.getByRole('button', { name: 'Show conversations' }).click();
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    const panel = page.getByRole('complementary', { name: 'Details' });
    await panel.waitFor();
    await closesBeforeItStops(page, () => panel.waitFor({ state: 'detached' }));
  });

  verifies('console:escape', 'closes the innermost thing only: the list of shortcuts before a panel', async () => {
    const page = await answering();
    await page.getByRole('button', { name: 'Details', exact: true }).click();
    const panel = page.getByRole('complementary', { name: 'Details' });
    await panel.waitFor();
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await panel.isVisible()).toBe(true);
    await closesBeforeItStops(page, () => panel.waitFor({ state: 'detached' }));
  });

  verifies('console:escape', 'keeps what was about to be deleted or renamed', async () => {
    const page = await answering();
    const entry = page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first();
    await entry.hover();
    await page
      .getByRole('button', { name: /^Rename/ })
      .first()
      .click();
    await page.getByRole('textbox', { name: 'New title' }).fill('Given up');
    await page.keyboard.press('Escape');
    await entry.waitFor();
    expect(await entry.innerText()).toBe('Count');
    await page.getByRole('button', { name: 'Delete Count' }).first().click();
    const question = page.getByText('Delete for good?');
    await question.waitFor();
    await closesBeforeItStops(page, () => question.waitFor({ state: 'detached' }));
    expect(await entry.innerText()).toBe('Count');
  });
});
