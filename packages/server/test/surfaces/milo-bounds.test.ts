import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { SystemClock } from '../../src/adapters/clock/system.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/open-sqlite-store.ts';
import type { MessageRecord } from '../../src/ports/records.ts';
import type { Write } from '../../src/ports/store.ts';
import { conversation, message, newId } from '../contracts/store-fixtures.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { miloClient } from './support/milo-client.ts';

const NOW = 1_790_000_000_000;
const SESSIONS = 1_003;
const MESSAGES = 5_003;
const MEGABYTE = 1_000_000;

let folder: string;
let server: InProcess;

function session(externalKey: string, updatedAt: number, messages: readonly string[]): readonly Write[] {
  const record = conversation({ owner: 'anonymous', mount: 'milo', assistant: 'milo', externalKey, updatedAt });
  let parent: string | null = null;
  const stored = messages.map((text, index): MessageRecord => {
    const role = index % 2 === 0 ? 'user' : 'assistant';
    const made = message(
      { conversation: record.id },
      { id: newId(), parent, role, parts: [{ kind: 'text', text }], createdAt: updatedAt },
    );
    parent = made.id;
    return made;
  });
  return [
    { kind: 'conversation.create', conversation: { ...record, head: null } },
    ...stored.map((one): Write => ({ kind: 'message.create', follow: 'parent', message: one })),
  ];
}

/** More than one answer may hold of everything. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parlance-milo-'));
  const store = await openSqliteStore({ file: join(folder, 'parlance.db'), node: 'filling', clock: new SystemClock() });
  const units = [
    ...Array.from({ length: SESSIONS }, (_, index) => session(`session ${index}`, NOW + index, [])),
    session(
      'long',
      NOW + SESSIONS,
      Array.from({ length: MESSAGES }, (_, index) => `message ${index}`),
    ),
    session(
      'heavy',
      NOW + SESSIONS + 1,
      Array.from({ length: 11 }, (_, index) => `${index}`.padEnd(MEGABYTE, '.')),
    ),
  ];
  const outcomes = await store.commit(units.map((writes) => ({ writes })));
  expect(outcomes.every(({ committed }) => committed)).toBe(true);
  await store.close();
  server = await startInProcess({ folder });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

verifies('milo:sessions', 'lists the thousand that changed last, and has the others by their ids', async () => {
  const milo = miloClient(server.url);
  const sessions = await milo.sessions();
  expect(Object.keys(sessions)).toEqual([
    'heavy',
    'long',
    ...Array.from({ length: 998 }, (_, index) => `session ${SESSIONS - 1 - index}`),
  ]);
  expect(sessions['long']?.message_count).toBe(MESSAGES);
  expect(sessions['session 500']).toEqual(await milo.session('session 500'));
  expect((await milo.session('session 0')).last_updated).toBe(`${new Date(NOW).toISOString().slice(0, -1)}000`);
});

verifies('milo:history:bounded', 'holds the newest 5,000 messages, and tells how many there are', async () => {
  const { messages, session_info: info } = await miloClient(server.url).history('long');
  expect(messages.map(({ content }) => content)).toEqual(
    Array.from({ length: 5_000 }, (_, index) => `message ${MESSAGES - 5_000 + index}`),
  );
  expect(info.message_count).toBe(MESSAGES);
});

verifies('milo:history:bounded', 'holds no more than eight million characters', async () => {
  const { messages, session_info: info } = await miloClient(server.url).history('heavy');
  expect(messages.map(({ content }) => content.slice(0, 2))).toEqual(['3.', '4.', '5.', '6.', '7.', '8.', '9.', '10']);
  expect(info.message_count).toBe(11);
});
