import type { Page } from 'playwright-core';
import { answered, say, startConsole } from './support/console-under-test.ts';
import { answer, words } from '../../server/test/support/fake-provider/script.ts';
import { findProgram } from '../../../scripts/programs.ts';
import { percentile } from '../../../bench/statistics.ts';

/**
 * How the console feels: `node packages/console/test/measure.ts`. First paint on loopback, frames while an answer comes at 500 tokens
 * a second, and frames while a conversation of 5,000 messages is scrolled from its end to where it begins.
 */
const TOKENS = 2_500;
const TOKENS_PER_SECOND = 500;
const MESSAGES = 5_000;
const PAINTS = 5;

const executable = findProgram('chromium');
if (executable === null) throw new Error('chromium is missing: run `node scripts/ensure-programs.ts` as root.');
await using parlance = await startConsole(executable, { MAX_TOKENS: '100000', TIMEOUT_SECONDS: '120' });

const paints: number[] = [];
for (let index = 0; index < PAINTS; index += 1) {
  const page = await parlance.open();
  await page.getByRole('heading', { level: 1 }).waitFor();
  paints.push(
    await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN),
  );
  await page.context().close();
}
print(`first contentful paint, ${PAINTS} empty browsers: ${shown(paints)} ms`);

const text = words(TOKENS).map((word, index) => (index % 40 === 39 ? `${word}.\n\n- **point** \`${index}\`` : word));
parlance.provider.onMarker('fast', answer(text, { intervalMs: 1_000 / TOKENS_PER_SECOND }));
const page = await parlance.open('/a/assistant');
const frames = await framesWhile(page, async () => {
  await say(page, 'fast');
  await answered(page);
});
print(`frames while ${TOKENS} tokens come at ${TOKENS_PER_SECOND}/s: ${shown(frames)} ms`);

const lines = Array.from({ length: MESSAGES }, (_, index) =>
  JSON.stringify({
    time: 1_700_000_000_000 + index,
    speaker: index % 2 === 0 ? 'user' : 'assistant',
    text: words(40, index).join(''),
  }),
);
const imported = await fetch(`${parlance.server.url}/api/v1/conversations/import?assistant=assistant`, {
  method: 'POST',
  body: lines.join('\n'),
});
const { conversation } = (await imported.json()) as { readonly conversation: string };
const long = await parlance.open(`/c/${conversation}`);
await answered(long);
const scrolled = await framesWhile(long, async () => {
  for (;;) {
    const count = await long.locator('.messages article').count();
    if (count >= MESSAGES) return;
    await long.locator('.scroller').evaluate((element) => element.scrollTo({ top: 0 }));
    await long.waitForFunction((before) => document.querySelectorAll('.messages article').length > before, count);
  }
});
print(`frames while ${MESSAGES} messages are read backwards: ${shown(scrolled)} ms`);
const down = await framesWhile(long, async () => {
  await long.locator('.scroller').evaluate(async (element) => {
    for (let top = 0; top < element.scrollHeight; top += 2_000) {
      element.scrollTop = top;
      await new Promise(requestAnimationFrame);
    }
  });
});
print(`frames while they are scrolled through, 2,000 pixels a frame: ${shown(down)} ms`);

/** Lengths of all frames that the page had while `work` ran, milliseconds. */
async function framesWhile(watched: Page, work: () => Promise<void>): Promise<readonly number[]> {
  await watched.evaluate(() => {
    const lengths: number[] = [];
    let last = performance.now();
    Object.assign(globalThis, { frameLengths: lengths });
    const tick = (now: number): void => {
      lengths.push(now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  await work();
  return await watched.evaluate(
    () => (globalThis as unknown as { readonly frameLengths: readonly number[] }).frameLengths,
  );
}

function shown(values: readonly number[]): string {
  const [p50, p95, p99] = [50, 95, 99].map((rank) => percentile(values, rank).toFixed(0));
  return `p50 ${p50}, p95 ${p95}, p99 ${p99}, most ${Math.max(...values).toFixed(0)}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
