import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { tokenFor } from '../../server/test/http/support/tokens.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { nativeClient } from '../../server/test/support/native-client.ts';
import { answered, type ConsoleUnderTest, say, shown, startConsole } from './support/console-under-test.ts';
import { eventually } from './support/eventually.ts';

describeWithProgram('chromium', 'conversations in the console', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole(executablePath);
  });
  afterAll(() => console[Symbol.asyncDispose]());

  verifies('console:history', 'lists, searches, renames, opens by address and deletes conversations', async () => {
    const client = nativeClient(console.server.url);
    for (const title of ['Plans for the garden', 'Taxes', 'A trip to Norway']) {
      await client.call('POST', '/conversations', { assistant: 'assistant', title });
    }
    const page = await console.open();
    const list = page.getByRole('navigation', { name: 'Conversations' });
    await list.getByRole('link', { name: 'Taxes' }).click();
    await page.getByRole('heading', { level: 1, name: 'Taxes' }).waitFor();
    const address = page.url();
    await page.getByRole('searchbox', { name: 'Search conversations' }).fill('norw');
    await eventually(() => list.getByRole('listitem').allInnerTexts()).toEqual(['A trip to Norway']);
    await page.getByRole('searchbox').fill('');
    await list.getByRole('listitem').filter({ hasText: 'Taxes' }).hover();
    await page.getByRole('button', { name: 'Rename Taxes' }).click();
    await page.getByRole('textbox', { name: 'New title' }).fill('Taxes 2026');
    await page.keyboard.press('Enter');
    await list.getByRole('link', { name: 'Taxes 2026' }).waitFor();
    await page.getByRole('heading', { level: 1, name: 'Taxes 2026' }).waitFor();
    expect(await page.title()).toBe('Taxes 2026');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Taxes 2026');
    // The address alone, as a link from somebody else.
    const other = await console.open(new URL(address).pathname);
    await other.getByRole('heading', { level: 1, name: 'Taxes 2026' }).waitFor();
    await list.getByRole('listitem').filter({ hasText: 'Taxes' }).hover();
    await page.getByRole('button', { name: 'Delete Taxes 2026' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('heading', { name: 'Who would you like to talk to?' }).waitFor();
    expect(await list.getByRole('link', { name: 'Taxes' }).count()).toBe(0);
    await other.reload();
    await other.getByRole('heading', { name: 'This conversation cannot be shown' }).waitFor();
  });

  verifies(
    'console:keyboard console:access',
    'is used by keyboard alone, and everything in it has a name',
    async () => {
      const page = await console.open();
      await page.getByRole('heading', { name: 'Who would you like to talk to?' }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.keyboard.press('s');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('search');
      await page.getByRole('main').getByRole('link', { name: 'Jacie' }).focus();
      await page.keyboard.press('Enter');
      const box = page.getByRole('textbox', { name: 'Message' });
      await box.waitFor();
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('composer');
      console.provider.onMarker('second line', answer(['Both lines.']));
      await page.keyboard.type('first line');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('second line');
      await page.keyboard.press('Enter');
      await answered(page);
      expect(await page.locator('.question').innerText()).toContain('first line\nsecond line');
      await eventually(() => page.locator('[role="status"][aria-live="polite"]').allTextContents()).toContainEqual(
        expect.stringMatching(/^Jacie: /),
      );
      const nameless = await page.evaluate(() =>
        [...document.querySelectorAll('button, a, input, textarea')]
          .filter((element) => {
            const label =
              element.getAttribute('aria-label') ?? document.querySelector(`label[for="${element.id}"]`)?.textContent;
            return `${label ?? ''}${element.textContent}${element.closest('label')?.textContent ?? ''}`.trim() === '';
          })
          .map((element) => element.outerHTML),
      );
      expect(nameless).toEqual([]);
    },
  );

  verifies('console:tabs', 'a second tab shows what the first sends, while it comes, and can stop it', async () => {
    console.provider.onMarker('slowly', {
      steps: [{ kind: 'role' }, { kind: 'delta', text: 'Begun' }, { kind: 'hang' }],
    });
    const first = await console.open('/a/assistant');
    await say(first, 'slowly');
    await shown(first, 'Begun');
    const second = await first.context().newPage();
    await second.goto(first.url());
    await shown(second, 'Begun');
    await second.getByRole('button', { name: 'Stop the answer' }).click();
    for (const page of [first, second]) await shown(page, 'Stopped. What was said is kept.');
    console.provider.onMarker('from the second', answer(['Heard.']));
    await say(second, 'from the second');
    await shown(first, 'Heard.');
    // Until the server has told which turn a message has become, it may stand beside the stored one for a moment.
    await eventually(() => first.locator('.question').count()).toBe(2);
  });

  verifies('console:reload', 'shows what was said after a reload in mid-answer, and follows the rest', async () => {
    console.provider.onMarker('reload', {
      steps: [
        { kind: 'role' },
        { kind: 'delta', text: 'Before, ' },
        { kind: 'wait', gate: 'reloaded' },
        { kind: 'delta', text: 'after.' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    const page = await console.open('/a/assistant');
    await say(page, 'reload');
    await shown(page, 'Before,');
    await page.reload();
    await shown(page, 'Before,');
    console.provider.release('reloaded');
    await shown(page, 'Before, after.');
    expect(await page.locator('.answer').count()).toBe(1);
    expect(await page.locator('.question').count()).toBe(1);
    expect(console.provider.calls.filter((call) => JSON.stringify(call.body).includes('"reload"'))).toHaveLength(1);
  });

  verifies('console:reload', 'shows an answer once, also where it was left before it was known to come', async () => {
    console.provider.onMarker('left early', {
      steps: [
        { kind: 'role' },
        { kind: 'delta', text: 'Early, ' },
        { kind: 'wait', gate: 'early' },
        { kind: 'delta', text: 'late.' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    const page = await console.open('/a/assistant');
    await say(page, 'left early');
    await shown(page, 'Early,');
    // What a page leaves that goes before the server has told it which turn its message has begun.
    const left = await page.evaluate(() => {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith('parlance:send:'));
      for (const key of keys) {
        const send: unknown = JSON.parse(localStorage.getItem(key) ?? '');
        localStorage.setItem(key, JSON.stringify({ ...Object(send), turn: null }));
      }
      return keys.length;
    });
    expect(left).toBe(1);
    await page.reload();
    await shown(page, 'Early,');
    console.provider.release('early');
    await shown(page, 'Early, late.');
    expect(await page.locator('.answer').count()).toBe(1);
    expect(await page.locator('.question').count()).toBe(1);
  });

  verifies('console:reload', 'shows each answer below its question, also where one waits for the other', async () => {
    console.provider.onMarker('the longer one', {
      steps: [
        { kind: 'role' },
        { kind: 'delta', text: 'Long, ' },
        { kind: 'wait', gate: 'order' },
        { kind: 'delta', text: 'longer.' },
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    console.provider.onMarker('the shorter one', answer(['Short.']));
    const page = await console.open('/a/assistant');
    await say(page, 'the longer one');
    await shown(page, 'Long,');
    await say(page, 'the shorter one');
    await shown(page, 'Waiting for the answer before this one');
    await page.reload();
    const said = (): Promise<readonly string[]> =>
      page
        .locator('.question > p, .answer')
        .evaluateAll((elements) =>
          elements.map(({ textContent }) => /long|short|waiting/i.exec(textContent)?.[0] ?? ''),
        );
    await eventually(said).toEqual(['long', 'Long', 'short', 'Waiting']);
    console.provider.release('order');
    await shown(page, 'Short.');
    await eventually(said).toEqual(['long', 'Long', 'short', 'Short']);
    await page.reload();
    await eventually(said).toEqual(['long', 'Long', 'short', 'Short']);
  });
});

describeWithProgram('chromium', 'a server that wants a token', (executablePath) => {
  verifies(
    'console:token console:offline-model',
    'is given one on the page, which goes on with it and tells of the offline model',
    async () => {
      const secret = 'a-secret-that-is-long-enough-for-hs256';
      await using console = await startConsole(executablePath, {
        AUTH_REQUIRED: 'true',
        JWT_SECRET_KEY: secret,
        MODEL: 'scripted',
      });
      const page = await console.open('/a/assistant');
      await page.getByRole('heading', { name: 'This server wants to know who you are' }).waitFor();
      expect(await page.getByRole('main').innerText()).toContain('npm run token -- --user alice');
      await page.getByLabel('Token').fill('wrong');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByRole('heading', { name: 'The token is not valid any more' }).waitFor();
      await page.getByLabel('Token').fill(await tokenFor('alice', {}, secret));
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('The offline model answers').waitFor();
      for (const name of ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY', 'OPENAI_BASE_URL']) {
        expect(await page.getByRole('main').innerText()).toContain(name);
      }
      await say(page, 'Hello');
      expect(await answered(page)).toContain('built-in scripted model');
      await page.reload();
      await answered(page);
    },
  );
});
