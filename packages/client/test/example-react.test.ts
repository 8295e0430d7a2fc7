import { join } from 'node:path';
import { expect } from 'vitest';
import { describeWithProgram } from '../../../scripts/describe-with-program.ts';
import { verifies } from '../../../spec/verifies.ts';
import { startFakeProvider } from '../../server/test/support/fake-provider/provider.ts';
import { answer } from '../../server/test/support/fake-provider/script.ts';
import { startInProcess } from '../../server/test/support/in-process.ts';
import { launchBrowser } from '../../server/test/support/launch-browser.ts';
import { startPageServer } from './support/page-server.ts';
import { gated } from './support/turns.ts';

const EXAMPLE = join(import.meta.dirname, '../../../examples/react/main.tsx');

describeWithProgram('chromium', 'the React example', (executablePath) => {
  verifies('client:documents', 'can be clicked through', async () => {
    await using pages = await startPageServer(EXAMPLE);
    await using provider = await startFakeProvider();
    const environment = { OPENAI_BASE_URL: provider.baseUrl, CORS_ORIGINS: pages.origin };
    await using server = await startInProcess({ environment });
    const browser = await launchBrowser(executablePath);
    try {
      const page = await browser.newPage();
      // It tells a page that hangs from a busy machine.
      page.setDefaultTimeout(100_000);
      const problems: string[] = [];
      page.on('pageerror', ({ message }) => problems.push(message));
      await page.goto(`${pages.origin}/?server=${encodeURIComponent(server.url)}`);
      provider.onMarker('Hello chat', gated(['Hello, '], 'chat', ['you.']));
      const chat = page.getByRole('region', { name: 'Chat' });
      await chat.getByLabel('Message').fill('Hello chat');
      await chat.getByRole('button', { name: 'Send' }).click();
      await chat.getByText('Hello, ').waitFor();
      await chat.getByRole('button', { name: 'Stop' }).click();
      await chat.locator('[data-status=cancelled]').waitFor();
      provider.onMarker('Hello Maya', answer(['Good ', 'morning.']));
      const staff = page.getByRole('region', { name: 'Staff' });
      await staff.getByLabel('Message').fill('Hello Maya');
      await staff.getByRole('button', { name: 'Send' }).click();
      await staff.getByText('Good morning.').waitFor();
      await staff.getByRole('button', { name: 'Send' }).click();
      await staff.getByRole('alert').waitFor();
      expect(problems).toEqual([]);
      provider.release('chat');
    } finally {
      await browser.close();
    }
  });
});
