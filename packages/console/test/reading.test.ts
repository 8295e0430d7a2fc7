import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { answered, type ConsoleUnderTest, say, startConsole } from './support/console-under-test.ts';
import { eventually } from './support/eventually.ts';

const HEBREW = 'שלום לכולם';

describeWithProgram('chromium', 'the console for every script and every finger', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole(executablePath);
  });
  afterAll(() => console[Symbol.asyncDispose]());

  verifies('console:direction', 'lets each block, question and title run as its letters do', async () => {
    const blocks = [`${HEBREW}.`, 'In English.', `- ${HEBREW}\n- two`, '```\ncode\n```', `## ${HEBREW}`];
    console.provider.onMarker(HEBREW, answer([blocks.join('\n\n')]));
    const page = await console.open('/a/assistant');
    await say(page, HEBREW);
    await answered(page);
    const directions = await page
      .locator('.markdown > *')
      .evaluateAll((elements) => elements.map((element) => [element.tagName, getComputedStyle(element).direction]));
    expect(directions).toEqual([
      ['P', 'rtl'],
      ['P', 'ltr'],
      ['UL', 'rtl'],
      ['FIGURE', 'ltr'],
      ['H4', 'rtl'],
    ]);
    for (const place of ['.question > p', '.entry .title']) {
      const found = page.locator(place).first();
      expect([place, await found.evaluate((element) => getComputedStyle(element).direction)]).toEqual([place, 'rtl']);
    }
  });

  verifies('console:touch', 'has nothing on a telephone that a finger would miss', async () => {
    console.provider.onMarker('Show me', answer(['Some words.\n\n```ts\nlet a;\n```']));
    const page = await console.open('/a/assistant', {
      viewport: { width: 390, height: 800 },
      hasTouch: true,
      isMobile: true,
    });
    const low = (): Promise<readonly string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a:not(p a)')]
          .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.className !== 'skip')
          .map((element) => ({ element, height: element.getBoundingClientRect().height }))
          .filter(({ height }) => height > 0 && height < 39.5)
          .map(({ element, height }) => `${height} ${element.outerHTML.slice(0, 120)}`),
      );
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await low()).toEqual([]);
    await say(page, 'Show me');
    await answered(page);
    expect(await low()).toEqual([]);
    await page.getByRole('button', { name: 'Show conversations' }).click();
    await page.getByRole('searchbox').waitFor();
    await eventually(low).toEqual([]);
  });
});
