import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { documentClient } from '../../server/test/ingestion/support/document-client.ts';
import { answered, say, startConsole, type ConsoleUnderTest } from './support/console-under-test.ts';

const SAMPLES = join(import.meta.dirname, '../../../assistants/jacie/documents');
/** Where the pictures go: `PICTURES=docs/images npx vitest run packages/console/test/pictures.test.ts` renews those of the docs. */
const FOLDER = process.env['PICTURES'] ?? (await mkdtemp(join(tmpdir(), 'parlance-pictures-')));

/** One conversation for each assistant, with what the console shows of it. */
const SCENES: readonly {
  readonly name: string;
  readonly messages: readonly string[];
  readonly panel?: string;
  readonly isDark?: boolean;
}[] = [
  { name: 'milo', messages: ['I love data science and global issues.'] },
  { name: 'assistant', messages: ['What is 17 % of 2,340?'], panel: 'Stream' },
  { name: 'studyguru', messages: ['Why is the derivative of x² equal to 2x?'] },
  { name: 'jacie', messages: ['How high is the day allowance in Norway?'], panel: 'Documents' },
  {
    name: 'staff',
    messages: ['My dog is called Biscuit. I live in Lisbon.', 'What is my dog called?'],
    panel: 'Memories',
    isDark: true,
  },
];

describeWithProgram('chromium', 'pictures of the console', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole(executablePath, { OPENAI_BASE_URL: '', DOCUMENTS: SAMPLES });
    await documentClient(console.server.url).idle();
  });
  afterAll(() => console[Symbol.asyncDispose]());

  verifies(
    'console:panel:pictures',
    'shows each of the five on a desk and on a telephone, without sideways scrolling',
    async () => {
      for (const { name, messages, panel, isDark = false } of SCENES) {
        const page = await console.open(`/a/${name}`, {
          viewport: { width: 1280, height: 800 },
          colorScheme: isDark ? 'dark' : 'light',
        });
        for (const [index, message] of messages.entries()) {
          await say(page, message);
          await answered(page, index + 1);
        }
        if (panel !== undefined) {
          await page.getByRole('button', { name: panel, exact: true }).click();
          await page.getByRole('complementary', { name: panel }).getByText(/./).first().waitFor();
        }
        await page.screenshot({ path: join(FOLDER, `console-${name}.png`), animations: 'disabled' });
        await expectFits(page);
        if (panel !== undefined) await page.getByRole('button', { name: 'Close the panel' }).click();
        await page.setViewportSize({ width: 390, height: 800 });
        await expectFits(page);
        await page.context().close();
      }
    },
  );
});

async function expectFits(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(content).toBe(window);
}
