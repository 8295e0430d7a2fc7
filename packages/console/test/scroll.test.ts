import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { type ConsoleUnderTest, say, shown, startConsole } from './support/console-under-test.ts';
import { eventually } from './support/eventually.ts';

const LINES = Array.from({ length: 60 }, (_, index) => `Line ${index}.\n\n`).join('');

describeWithProgram('chromium', 'reading in the console while an answer comes', (executablePath) => {
  let console: ConsoleUnderTest;
  beforeAll(async () => {
    console = await startConsole(executablePath);
  });
  afterAll(() => console[Symbol.asyncDispose]());

  /** A page whose answer fills several screens and goes on line by line, as `more` says. */
  async function reading(name: string, options: Parameters<ConsoleUnderTest['open']>[1] = {}) {
    let gate = 0;
    const steps = Array.from({ length: 20 }, (_, index) => [
      { kind: 'wait', gate: `${name}${index}` } as const,
      { kind: 'delta', text: `Piece ${index}.\n\nBelow it.\n\n` } as const,
    ]);
    console.provider.onMarker(name, {
      steps: [{ kind: 'role' }, { kind: 'delta', text: `${LINES}Here.\n\n` }, ...steps.flat(), { kind: 'hang' }],
    });
    const page = await console.open('/a/assistant', { viewport: { width: 800, height: 600 }, ...options });
    await say(page, name);
    await shown(page, 'Here.');
    await eventually(() => fromEnd(page)).toBeLessThanOrEqual(1);
    const more = async (): Promise<void> => {
      console.provider.release(`${name}${gate}`);
      await shown(page, `Piece ${gate}.`);
      gate += 1;
    };
    return { page, more };
  }

  /** Moves and lets the answer go on at the same time: what was moved up stays, and grows with each piece. */
  async function staysAfter({ page, more }: Awaited<ReturnType<typeof reading>>, move: () => Promise<void>) {
    await more();
    await eventually(() => fromEnd(page)).toBeLessThanOrEqual(1);
    await move();
    await eventually(() => fromEnd(page)).toBeGreaterThan(5);
    const before = await fromEnd(page);
    await more();
    await more();
    expect(await fromEnd(page)).toBeGreaterThan(before + 40);
  }

  async function back({ page, more }: Awaited<ReturnType<typeof reading>>): Promise<void> {
    await page.mouse.wheel(0, 5_000);
    await eventually(() => fromEnd(page)).toBeLessThanOrEqual(1);
    await more();
    await eventually(() => fromEnd(page)).toBeLessThanOrEqual(1);
  }

  verifies(
    'console:scroll',
    'a small step of wheel, trackpad or key ends following; the very end begins it',
    async () => {
      const talk = await reading('wheel');
      const { page } = talk;
      await page.mouse.move(400, 250);
      for (const step of [-15, -53]) {
        await staysAfter(talk, () => page.mouse.wheel(0, step));
        await back(talk);
      }
      await page.locator('.scroller').focus();
      await staysAfter(talk, () => page.keyboard.press('ArrowUp'));
      await page.keyboard.press('End');
      await talk.more();
      await eventually(() => fromEnd(page)).toBeLessThanOrEqual(1);
    },
  );

  verifies('console:scroll', 'a finger that drags down ends following', async () => {
    const talk = await reading('finger', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 700 } });
    const devtools = await talk.page.context().newCDPSession(talk.page);
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number): Promise<void> => {
      const touchPoints = y === undefined ? [] : [{ x: 195, y }];
      await devtools.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    await staysAfter(talk, async () => {
      await touch('touchStart', 300);
      for (const y of [305, 315, 325, 335, 345]) await touch('touchMove', y);
      await touch('touchEnd');
    });
  });
});

async function fromEnd(page: Page): Promise<number> {
  return await page
    .locator('.scroller')
    .evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
}
