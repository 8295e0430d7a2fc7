import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'vitest';
import { describeWithProgram } from '../../../../scripts/describe-with-program.ts';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { launchBrowser } from '../support/launch-browser.ts';

/** A page as somebody would write it to try Milo: it reads the stream line by line, and the session after it. */
function pageFor(base: string): string {
  return `<!doctype html><meta charset="utf-8"><pre id="answer"></pre><pre id="session"></pre><script>
    const show = (id, text) => { document.getElementById(id).textContent += text; };
    async function ask(message, session) {
      const response = await fetch('${base}/chat/stream', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ message, session_id: session }),
      });
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const lines = (rest + decoder.decode(value, { stream: true })).split('\\n');
        rest = lines.pop();
        for (const line of lines) {
          if (!line.startsWith('data: ')) continue;
          const data = JSON.parse(line.slice(6));
          if (data.content) show('answer', data.content);
          if (data.error) show('answer', 'error: ' + data.error);
          if (data.done) show('answer', ' [done]');
        }
      }
      const info = await (await fetch('${base}/chat/session/' + session)).json();
      show('session', info.student_interests.join(', '));
      const cleared = await fetch('${base}/chat/session/' + session, { method: 'DELETE' });
      document.title = 'cleared ' + cleared.status + ' turn ' + (response.headers.get('x-turn-id') !== null);
    }
    ask('I love data science and global issues', 'from-disk');
  </script>`;
}

describeWithProgram('chromium', 'a page opened from disk', (executablePath) => {
  verifies('milo:page milo:cors', 'streams an answer, reads its session and clears it', async () => {
    await using provider = await startFakeProvider({
      respond: ({ body }) =>
        JSON.stringify(body).includes('"response_format"') ? answer(['{}']) : answer(['Tell', ' me', ' more é.']),
    });
    await using server = await startInProcess({ environment: { OPENAI_BASE_URL: provider.baseUrl } });
    const folder = await mkdtemp(join(tmpdir(), 'parlance-page-'));
    const file = join(folder, 'test_chat_interface.html');
    await writeFile(file, pageFor(server.url));
    const browser = await launchBrowser(executablePath);
    try {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
      await page.goto(pathToFileURL(file).href);
      await page.waitForFunction('document.title !== ""');
      expect(await page.title()).toBe('cleared 200 turn true');
      expect(await page.textContent('#answer')).toBe('Tell me more é. [done]');
      expect(await page.textContent('#session')).toBe('data science, global issues');
      expect(problems).toEqual([]);
    } finally {
      await browser.close();
      await rm(folder, { recursive: true });
    }
  });
});
