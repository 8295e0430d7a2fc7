import { join } from 'node:path';
import { findProgram } from '../../../scripts/programs.ts';
import { answered, say, startConsole } from './support/console-under-test.ts';

/*
 * Makes the pictures of the documentation anew: `npm run pictures`. Every answer in them is the offline model's.
 */
const ROOT = join(import.meta.dirname, '../../..');
const FOLDER = join(ROOT, 'docs/images');

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
  {
    name: 'staff',
    messages: ['My dog is called Biscuit. I live in Lisbon.', 'What is my dog called?'],
    panel: 'Memories',
    isDark: true,
  },
  // The last one: by then the documents have been read.
  { name: 'jacie', messages: ['How high is the day allowance in Norway?'], panel: 'Documents' },
];

const chromium = findProgram('chromium');
if (chromium === null) throw new Error('Chromium is not installed: npm test installs it.');
await using underTest = await startConsole(chromium, {
  OPENAI_BASE_URL: '',
  DOCUMENTS: join(ROOT, 'assistants/jacie/documents'),
});
for (const { name, messages, panel, isDark = false } of SCENES) {
  const page = await underTest.open(`/a/${name}`, {
    viewport: { width: 1280, height: 800 },
    colorScheme: isDark ? 'dark' : 'light',
  });
  for (const [index, message] of messages.entries()) {
    await say(page, message);
    await answered(page, index + 1);
  }
  if (panel !== undefined) {
    await page.getByRole('button', { name: panel, exact: true }).click();
    const side = page.getByRole('complementary', { name: panel });
    await side.getByText('Opening', { exact: true }).waitFor({ state: 'detached' });
    await side.locator('li, tr, pre').first().waitFor();
  }
  await page.screenshot({ path: join(FOLDER, `console-${name}.png`), animations: 'disabled' });
  process.stdout.write(`docs/images/console-${name}.png\n`);
  await page.context().close();
}
