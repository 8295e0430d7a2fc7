import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { documentClient } from '../../server/test/ingestion/support/document-client.ts';
import { answer, toolCall } from '../../server/test/support/fake-provider/script.ts';
import { answered, say, startConsole, type ConsoleUnderTest } from './support/console-under-test.ts';
import { eventually } from './support/eventually.ts';

const SAMPLES = join(import.meta.dirname, '../../../assistants/jacie/documents');
/** A PNG of 1 × 1 pixel, as far as anybody looks into it. */
const IMAGE = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001', 'hex');

describeWithProgram('chromium', 'what the console shows of what is known', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    // Without a provider the offline model answers: it follows guides, cites documents and recalls by itself.
    // On a busy machine it may take longer to recall than a reader should wait.
    console = await startConsole(executablePath, {
      OPENAI_BASE_URL: '',
      DOCUMENTS: SAMPLES,
      MEMORY_WAIT_MS: '30000',
    });
    await documentClient(console.server.url).idle();
  });
  afterAll(() => console[Symbol.asyncDispose]());

  verifies('console:panel:guide', 'shows where a guided conversation stands, also after a reload', async () => {
    const page = await console.open('/a/milo');
    await say(page, 'I love data science and global issues.');
    await answered(page);
    const guide = page.getByRole('region', { name: 'From interests to opportunities' });
    const current = guide.locator('[aria-current="step"]');
    await eventually(() => current.innerText()).toBe('Explore dream jobs');
    expect(await guide.getByRole('listitem').count()).toBe(6);
    const collected = (): Promise<readonly string[]> => guide.locator('.chip').allInnerTexts();
    expect(await collected()).toEqual(['data science', 'global issues']);
    await page.reload();
    await eventually(collected).toEqual(['data science', 'global issues']);
    expect(await current.innerText()).toBe('Explore dream jobs');
    expect(await guide.getByRole('status').innerText()).toContain('2 of 6');
  });

  verifies(
    'console:panel:citations console:escape',
    'opens what an answer cites at its page, also of an answer in the history',
    async () => {
      const page = await console.open('/a/jacie');
      await say(page, 'How high is the day allowance in Norway?');
      await answered(page);
      await page.reload();
      await page.getByRole('list', { name: 'Sources' }).getByRole('button').first().click();
      const passage = page.getByRole('dialog', { name: /Travel policy/ });
      await eventually(() => passage.locator('mark').innerText()).toContain('Norway');
      expect(await passage.innerText()).toContain('page 1');
      await passage.getByRole('button', { name: 'Close' }).click();
      await page.locator('.reference').first().click();
      await eventually(() => passage.locator('mark').innerText()).toContain('Norway');
      // The browser closes a dialog by a rule of its own, which has to agree with the page's.
      await page.keyboard.press('Escape');
      await passage.waitFor({ state: 'hidden' });
    },
  );

  verifies('console:panel:citations', 'opens for each reference the passage that it was made for', async () => {
    const page = await console.open('/a/jacie');
    await say(page, 'When is the workshop open?');
    await answered(page);
    const sources = page.getByRole('list', { name: 'Sources' }).getByRole('listitem');
    const references = page.locator('.reference');
    const ids = await sources.locator('.citation-id').allInnerTexts();
    // One page is quoted several times.
    expect(new Set(ids).size).toBeLessThan(ids.length);
    expect(await references.count()).toBe(ids.length);
    for (const index of ids.keys()) {
      const quote = await sources.nth(index).locator('q').innerText();
      await references.nth(index).click();
      const folded = async (): Promise<string> =>
        (await page.getByRole('dialog').locator('mark').innerText()).replaceAll(/\s+/g, ' ');
      await eventually(folded).toBe(quote);
      await page.getByRole('button', { name: 'Close', exact: true }).click();
    }
  });

  verifies('console:panel:points console:panel:attachments', 'tells points and costs, and takes files', async () => {
    const page = await console.open('/a/studyguru');
    const files = page.getByLabel('Attach images or PDF documents').first();
    await files.setInputFiles([
      { name: 'sketch.png', mimeType: 'image/png', buffer: IMAGE },
      { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') },
    ]);
    const list = page.getByRole('list', { name: 'Files that go with the message' });
    await eventually(() => list.innerText()).toMatch(/sketch\.png[^]*Only PNG/);
    await list.locator('[data-state="ready"]').filter({ hasText: 'sketch.png' }).waitFor();
    await say(page, 'What is this?');
    await page.getByText('Send again to go without what was refused.').waitFor();
    expect(await page.locator('.question').count()).toBe(0);
    await page.keyboard.press('Enter');
    expect(await answered(page)).toMatch(/\d+ points/);
    const cost = Number(/(\d+) points/.exec(await answered(page))?.[1]);
    expect(await page.locator('.question').innerText()).toContain('with a file');
    await eventually(() => page.locator('.points').innerText()).toBe(`${(1_000 - cost).toLocaleString('en')} points`);
  });

  verifies(
    'console:panel:attachments',
    'sends a message when its file is there, and keeps its files when it cannot',
    async () => {
      const page = await console.open('/a/studyguru');
      const files = page.getByLabel('Attach images or PDF documents').first();
      const picture = (name: string) => ({ name, mimeType: 'image/png', buffer: IMAGE });
      await files.setInputFiles(Array.from({ length: 12 }, (_, index) => picture(`${index}.png`)));
      await page.getByText('2 files were left out: a message takes 10.').waitFor();
      const list = page.getByRole('list', { name: 'Files that go with the message' });
      await eventually(() => list.locator('[data-state="ready"]').count()).toBe(10);
      // A conversation that cannot be begun keeps the words and the files.
      await page.route('**/conversations', (route) => route.abort(), { times: 1 });
      await say(page, 'What are these?');
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('What are these?');
      expect(await list.getByRole('listitem').count()).toBe(10);
      for (let left = 10; left > 0; left -= 1)
        await list
          .getByRole('button', { name: /Leave out/ })
          .first()
          .click();
      const held = Promise.withResolvers<undefined>();
      await page.route('**/media', async (route) => {
        await held.promise;
        await route.continue();
      });
      await files.setInputFiles([picture('late.png')]);
      await say(page, 'What is this?');
      await page.getByText('Sends when the file is there.').waitFor();
      expect(await page.locator('.question').count()).toBe(0);
      held.resolve(undefined);
      await answered(page);
      expect(await page.locator('.question').innerText()).toContain('with a file');
    },
  );

  verifies(
    'console:panel:memories console:panel:context',
    'shows, corrects and forgets what is remembered',
    async () => {
      const page = await console.open('/a/staff');
      await say(page, 'My dog is called Biscuit. I live in Lisbon.');
      await answered(page);
      await say(page, 'What is my dog called?');
      expect(await answered(page, 2)).toContain('Biscuit');
      await page.getByRole('button', { name: 'Context' }).click();
      const panel = page.getByRole('complementary', { name: /Context|Memories/ });
      await eventually(() => panel.innerText()).toMatch(/tokens in \d+ parts[^]*memory/);
      await page.getByRole('button', { name: 'Memories' }).click();
      const dog = panel.locator('.memories > li').filter({ has: page.getByRole('button', { name: /Forget: .*dog/ }) });
      await dog.getByText(/found by rules/).click();
      expect(await dog.innerText()).toContain('My dog is called Biscuit.');
      await dog.getByRole('button', { name: /Correct/ }).click();
      await panel.getByRole('textbox', { name: /Correct: .*dog/ }).fill('Crumb');
      await page.keyboard.press('Enter');
      await eventually(() => panel.innerText()).toContain('Crumb');
      await panel.getByRole('button', { name: /Forget: .*Lisbon/ }).click();
      await panel.getByRole('button', { name: /Forget: .*Lisbon/ }).waitFor({ state: 'detached' });
    },
  );

  verifies(
    'console:panel:work',
    'shows the steps of an answer with their counts, and the tools that it used',
    async () => {
      const page = await console.open('/a/jacie');
      await say(page, 'How high is the day allowance in Portugal?');
      await answered(page);
      await page.getByText(/^\d+ steps$/).click();
      const steps = page.locator('.work').getByRole('listitem');
      expect(await steps.filter({ hasText: 'travel-policy.docx' }).first().innerText()).toMatch(/2 pages/);

      await using withTools = await startConsole(executablePath, { ASSISTANT_RUNTIME: 'agents' });
      withTools.provider.enqueue(toolCall('current_time', '{"time_zone":"UTC"}'), answer(['It is late.']));
      const other = await withTools.open('/a/assistant');
      await say(other, 'How late is it?');
      expect(await answered(other)).toContain('It is late.');
      await other.getByText('The tool “current time” was used').click();
      await eventually(() => other.locator('.work').innerText()).toContain('UTC');
    },
  );

  verifies('console:panel:documents', 'adds a document, tells when it can be asked about, and removes it', async () => {
    const page = await console.open('/a/jacie');
    await say(page, 'Which lamps are in stock?');
    await answered(page);
    await page.getByRole('button', { name: 'Documents', exact: true }).click();
    const panel = page.getByRole('complementary', { name: 'Documents' });
    const name = 'my-notes.txt';
    const buffer = Buffer.from('The cellar key hangs behind the blue door.');
    await panel
      .getByLabel('Add documents')
      .first()
      .setInputFiles([{ name, mimeType: 'text/plain', buffer }]);
    const row = panel.getByRole('listitem').filter({ hasText: 'my-notes' });
    await eventually(() => row.innerText()).toContain('1 page');
    await say(page, 'Where does the cellar key hang?');
    expect(await answered(page, 2)).toContain('behind the blue door');
    await row.getByRole('button', { name: /Remove/ }).click();
    await row.waitFor({ state: 'detached' });
  });

  verifies(
    'console:panel:stream console:panel:curl',
    'shows frames, cuts and resumes them, and copies requests',
    async () => {
      const page = await console.open('/a/milo', { permissions: ['clipboard-read', 'clipboard-write'] });
      await say(page, 'I love physics and writing.');
      await answered(page);
      await page.getByRole('button', { name: 'Stream' }).click();
      await say(page, 'Tell me at length about careers in science writing.');
      await page.getByRole('button', { name: 'Cut my connection' }).click();
      const frames = page.getByRole('list', { name: 'Frames' });
      await frames.getByText(/Resumed with Last-Event-ID/).waitFor();
      await frames.getByText(/turn\.completed/).waitFor();
      const numbers = [...(await frames.innerText()).matchAll(/"seq":(\d+)/g)].map(([, seq]) => Number(seq));
      expect(numbers).toEqual(numbers.map((_, index) => index));
      await page.getByRole('combobox', { name: 'Format' }).selectOption('milo');
      await frames.getByText(/"done"/).waitFor();
      await page.getByRole('button', { name: 'Copy as curl: Ask as clients of milo do' }).click();
      await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(
        /^curl -N 'http:\S+\/milo\/chat\/stream'[^]*-d '\{"message":/,
      );
    },
  );

  verifies(
    'console:panel:narrow',
    'fits a telephone with what each of the five shows, without sideways scrolling',
    async () => {
      for (const name of ['milo', 'assistant', 'studyguru', 'jacie', 'staff']) {
        const page = await console.open(`/a/${name}`, { viewport: { width: 390, height: 800 } });
        await page.getByRole('list', { name: 'You could begin with' }).getByRole('button').first().click();
        await answered(page);
        const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        expect([name, content]).toEqual([name, window]);
        await page.context().close();
      }
    },
  );

  verifies('console:panel:operations', 'shows how the server is doing', async () => {
    const page = await console.open('/');
    await page.getByRole('link', { name: 'Operations' }).click();
    await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
    await eventually(() => page.locator('.figures').innerText()).toMatch(/Memory\s+\d+ MB/);
    expect(await page.getByRole('heading', { name: 'Recent problems' }).isVisible()).toBe(true);
  });
});
