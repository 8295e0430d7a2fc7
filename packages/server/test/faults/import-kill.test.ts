import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { createServerHome } from '../support/server-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { jsonLines } from '../surfaces/support/lines.ts';

/** Rows that an import has written so far, as another process sees them. */
function written(folder: string): number {
  const database = new DatabaseSync(join(folder, 'parlance.db'), { readOnly: true });
  try {
    const count =
      'SELECT (SELECT count(*) FROM message) + (SELECT count(*) FROM message_index) + (SELECT count(*) FROM staged) AS rows';
    return Number(database.prepare(count).get()?.['rows']);
  } finally {
    database.close();
  }
}

verifies('import:kill', 'leaves nothing of an import that was killed half way', async () => {
  await using home = await createServerHome({ MODEL: 'scripted' });
  const server = await home.start();
  const lines = Array.from({ length: 400 }, (_, at) => ({ time: at, speaker: 'Ana', text: `Message ${at}` }));
  const sender = new AbortController();
  // It goes on for as long as nobody ends it.
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(jsonLines(lines))),
  });
  const address = `${server.url}/api/v1/conversations/import`;
  const answered = fetch(address, { method: 'POST', body, duplex: 'half', signal: sender.signal }).catch(() => null);
  await expect.poll(() => written(home.folder), { timeout: 30_000 }).toBeGreaterThan(100);
  const { body: before } = await nativeClient(server.url).call('GET', '/conversations');
  expect(before['conversations']).toEqual([]);
  await server.kill();
  sender.abort();
  expect(await answered).toBeNull();
  const again = await home.start();
  await expect.poll(() => written(home.folder), { timeout: 30_000 }).toBe(0);
  const { body: after } = await nativeClient(again.url).call('GET', '/conversations');
  expect(after['conversations']).toEqual([]);
});
