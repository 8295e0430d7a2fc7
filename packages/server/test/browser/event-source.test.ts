import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { launchBrowser } from '../support/launch-browser.ts';
import { createServerHome } from '../support/server-process.ts';
import { openStreamClient } from '../support/stream-client.ts';
import { startCuttingRelay } from './cutting-relay.ts';

describeWithProgram('chromium', 'a browser', (executablePath) => {
  verifies('turn:10 fault:C09', 'resumes a stream that was cut, and stops at its end, by itself', async () => {
    await using provider = await startFakeProvider();
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
    const server = await home.start();
    await using relay = await startCuttingRelay(server.url);
    const browser = await launchBrowser(executablePath);
    try {
      provider.enqueue({
        steps: [
          { kind: 'role' },
          { kind: 'delta', text: 'One ' },
          { kind: 'wait', gate: 'cut' },
          { kind: 'delta', text: 'two.' },
          { kind: 'finish', reason: 'stop' },
          { kind: 'done' },
        ],
      });
      const asked = await openStreamClient(server.url, { path: '/chat', body: { message: 'Count.' } });
      const page = await browser.newPage();
      await page.goto(relay.url);
      const source = await followTurn(page, String(asked.headers['x-turn-id']));
      await source.received('part.delta');
      relay.cut();
      // The second connection dies before it has brought an event: the browser must not fall back to the start.
      await source.opened(2);
      relay.cut();
      await source.opened(3);
      provider.release('cut');
      await source.closed;
      expect(source.ids).toEqual(source.ids.map((_, index) => `${String(asked.headers['x-turn-id'])}:${index}`));
      expect(source.types.filter((type) => type === 'part.delta')).toHaveLength(2);
      expect(source.types.at(-1)).toBe('turn.completed');
      // The stream, its resume after the cut, and the reconnect after the end that is answered with 204.
      expect(source.statuses).toEqual([200, 200, 200, 204]);
    } finally {
      await browser.close();
    }
  });
});

interface Followed {
  readonly ids: readonly string[];
  readonly types: readonly string[];
  /** How each request of the browser was answered. */
  readonly statuses: readonly number[];
  /** Resolves with the first event of this type. */
  received(type: string): Promise<void>;
  /** Resolves when the browser has connected this many times. */
  opened(times: number): Promise<void>;
  /** Resolves when the browser has given up reconnecting. */
  readonly closed: Promise<void>;
}

/** Follows a turn with the browser's own EventSource. */
async function followTurn(page: Page, turn: string): Promise<Followed> {
  const ids: string[] = [];
  const types: string[] = [];
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/events')) statuses.push(response.status());
  });
  const waiting = new Map<string, () => void>();
  const closed = Promise.withResolvers<void>();
  await page.exposeFunction('report', (id: string, type: string) => {
    ids.push(id);
    types.push(type);
    waiting.get(type)?.();
  });
  let opens = 0;
  await page.exposeFunction('reportOpen', () => {
    opens += 1;
    waiting.get(`open ${opens}`)?.();
  });
  await page.exposeFunction('reportClosed', () => closed.resolve());
  await page.evaluate(`
    const source = new EventSource('/api/v1/turns/${turn}/events');
    source.onmessage = (message) => report(message.lastEventId, JSON.parse(message.data).type);
    source.onopen = () => reportOpen();
    source.onerror = () => source.readyState === EventSource.CLOSED && reportClosed();
  `);
  return {
    ids,
    types,
    statuses,
    received: (type) =>
      types.includes(type) ? Promise.resolve() : new Promise((resolve) => waiting.set(type, resolve)),
    opened: (times) =>
      opens >= times ? Promise.resolve() : new Promise((resolve) => waiting.set(`open ${times}`, resolve)),
    closed: closed.promise,
  };
}
