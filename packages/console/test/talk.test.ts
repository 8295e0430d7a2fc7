import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { answered, type ConsoleUnderTest, say, shown, startConsole } from './support/console-under-test.ts';
import { eventually } from './support/eventually.ts';

describeWithProgram('chromium', 'talking in the console', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole(executablePath);
  });
  afterAll(() => console[Symbol.asyncDispose]());

  verifies('console:talk', 'leads from the root to an answer of each of the five', async () => {
    const page = await console.open();
    const names = ['Milo', 'Personal AI Assistant', 'StudyGuru', 'Jacie', 'Staff'];
    for (const name of names) {
      await page.getByRole('link', { name: 'Parlance: choose an assistant' }).click();
      await page.getByRole('main').getByRole('link', { name }).click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
      const prompts = page.getByRole('list', { name: 'You could begin with' }).getByRole('button');
      expect(await prompts.count()).toBeGreaterThanOrEqual(3);
      await prompts.first().click();
      expect(await answered(page)).not.toBe('');
      expect(new URL(page.url()).pathname).toMatch(/^\/c\/[0-9a-f-]{36}$/);
    }
    expect(await page.getByRole('navigation', { name: 'Conversations' }).getByRole('listitem').count()).toBe(5);
  });

  verifies('console:stop', 'stops an answer with Esc, keeps what was said, and continues it with a click', async () => {
    console.provider.onMarker('Count', {
      steps: [{ kind: 'role' }, { kind: 'delta', text: 'One, two' }, { kind: 'hang' }],
    });
    const page = await console.open('/a/assistant');
    await say(page, 'Count');
    await shown(page, 'One, two');
    await page.keyboard.press('Escape');
    await shown(page, 'Stopped. What was said is kept.');
    expect(await page.locator('.answer').innerText()).toContain('One, two');
    console.provider.onMarker('continue exactly', answer([', three.']));
    await page.getByRole('button', { name: 'Continue' }).click();
    await shown(page, ', three.');
    // The rest would come at the end, behind what was said since.
    expect(await page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
  });

  verifies('console:retry', 'asks again, and sends a changed message, as branches', async () => {
    console.provider.onMarker('coin', answer(['Heads.']), answer(['Tails.']));
    console.provider.onMarker('die', answer(['Six.']));
    const page = await console.open('/a/assistant');
    await say(page, 'Toss a coin.');
    expect(await answered(page)).toContain('Heads.');
    await page.getByRole('button', { name: 'Ask again' }).click();
    await shown(page, 'Tails.');
    expect(await page.locator('.answer').count()).toBe(1);
    await page.locator('.question').hover();
    await page.getByRole('button', { name: 'Edit and send again' }).click();
    await page.getByRole('textbox', { name: 'Edit your message' }).fill('Throw a die.');
    await page.keyboard.press('Enter');
    await shown(page, 'Six.');
    expect(await page.locator('.messages').innerText()).not.toContain('coin');
    await page.reload();
    await shown(page, 'Six.');
    expect(await page.locator('.question').count()).toBe(1);
  });

  verifies('console:retry', 'stops the answers that an edit leaves behind', async () => {
    console.provider.onMarker('first of all', answer(['Ready.']));
    console.provider.onMarker('without end', {
      steps: [{ kind: 'role' }, { kind: 'delta', text: 'On and' }, { kind: 'hang' }],
    });
    console.provider.onMarker('something else', answer(['Done.']));
    const page = await console.open('/a/assistant');
    await say(page, 'first of all');
    await answered(page);
    await say(page, 'without end');
    await shown(page, 'On and');
    await page.locator('.answer').first().hover();
    await page.getByRole('button', { name: 'Ask again' }).click();
    await shown(page, 'What follows leaves this branch.');
    await page.getByRole('button', { name: 'Leave it' }).click();
    await page.locator('.question').first().hover();
    await page.getByRole('button', { name: 'Edit and send again' }).first().click();
    await shown(page, 'What follows leaves this branch.');
    await page.getByRole('textbox', { name: 'Edit your message' }).fill('something else');
    await page.keyboard.press('Enter');
    // It can begin only when the one before it has ended, which nothing but a stop brings about.
    await shown(page, 'Done.');
    expect(await page.locator('.answer').count()).toBe(1);
  });

  verifies('console:copy', 'copies an answer and its code as they were written', async () => {
    const code = 'if (a < b) {\n  return "x";\n}';
    const text = `Use **this**:\n\n\`\`\`ts\n${code}\n\`\`\``;
    console.provider.onMarker('code', answer([text]));
    const page = await console.open('/a/assistant', { permissions: ['clipboard-read', 'clipboard-write'] });
    await say(page, 'code');
    await answered(page);
    const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
    await page.getByRole('button', { name: 'Copy code' }).click();
    await page.getByText('Copied').waitFor();
    expect(await copied()).toBe(code);
    await page.getByRole('button', { name: 'Copy answer' }).click();
    await eventually(copied).toBe(text);
  });

  verifies('console:errors', 'says what to do when an answer breaks off, and when a message is refused', async () => {
    console.provider.onMarker('break', {
      steps: [{ kind: 'role' }, { kind: 'delta', text: 'Half' }, { kind: 'wait', gate: 'shown' }, { kind: 'cut' }],
    });
    const page = await console.open('/a/assistant');
    await say(page, 'break');
    await shown(page, 'Half');
    console.provider.release('shown');
    expect(await page.getByRole('alert').innerText()).toMatch(/broke off[^]*Correlation id/);
    expect(await page.getByRole('alert').getByRole('button', { name: 'Ask again' }).isVisible()).toBe(true);
    await page.route('**/turns', (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ detail: 'Another turn of this conversation is running.', code: 'conversation_busy' }),
      }),
    );
    await say(page, 'A long thought');
    await shown(page, 'Wait for the answer that is under way, or stop it.');
    const box = page.getByRole('textbox', { name: 'Message' });
    await box.fill('Typed since');
    await page.getByRole('button', { name: 'Take it back' }).click();
    expect(await box.inputValue()).toBe('A long thought\n\nTyped since');
  });

  verifies('console:frames', 'draws a fast answer at most once a frame', async () => {
    const page = await console.open('/a/assistant');
    const words = Array.from({ length: 1_500 }, (_, index) => ({ kind: 'delta', text: ` w${index}` }) as const);
    // What is there already changes at least once, though all of the rest may come between two frames.
    console.provider.onMarker('fast', {
      steps: [
        { kind: 'role' },
        { kind: 'delta', text: 'Ready:' },
        { kind: 'wait', gate: 'fast' },
        ...words,
        { kind: 'finish', reason: 'stop' },
        { kind: 'done' },
      ],
    });
    await say(page, 'fast');
    await shown(page, 'Ready:');
    // Each drawing changes the text at least once; the observer is told of all changes of one frame together or less.
    await page.evaluate(() => {
      const counts = { frames: 0, drawings: 0 };
      Object.assign(globalThis, { counts });
      const tick = (): void => {
        counts.frames += 1;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
      new MutationObserver((records) => {
        const isDrawn = records.some(({ target }) => target.parentElement?.closest('.markdown') instanceof Element);
        if (isDrawn) counts.drawings += 1;
      }).observe(document.body, { childList: true, characterData: true, subtree: true });
    });
    console.provider.release('fast');
    expect(await answered(page)).toContain('w1499');
    const { frames, drawings } = await page.evaluate(
      () =>
        (globalThis as unknown as { readonly counts: { readonly frames: number; readonly drawings: number } }).counts,
    );
    expect(drawings).toBeGreaterThan(0);
    expect(drawings).toBeLessThanOrEqual(frames);
  });
});
