import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { framesOf, staffClient, type StaffClient } from '../surfaces/support/staff-client.ts';

async function told(client: StaffClient, ...texts: readonly string[]): Promise<string> {
  let answer = '';
  for (const text of texts) {
    const stream = await client.ask('maya', text);
    expect(await stream.ended).toBe(true);
    answer = framesOf(stream)
      .map(({ content = '' }) => String(content))
      .join('');
  }
  return answer;
}

/** What is answered in a conversation in which nothing else was said. */
async function asked(url: string, question: string): Promise<string> {
  const client = staffClient(url);
  const name = `asked-${question.replaceAll(/\W+/g, '-').toLowerCase()}`;
  const sent = await client.call('POST', '/api/v1/staff/maya/messages', { content: question, conversation_id: name });
  expect(sent.status).toBe(201);
  await expect
    .poll(async () => (await client.history('maya', `?conversation_id=${name}`)).active_turns, { timeout: 15_000 })
    .toEqual([]);
  const [answer] = (await client.history('maya', `?conversation_id=${name}`)).messages;
  return answer?.content ?? '';
}

verifies('memory:asked', 'What is remembered of one answers no question about another', async () => {
  await using server = await startInProcess({ environment: { MODEL: 'scripted' } });
  await told(
    staffClient(server.url),
    'My name is Priya Raman.',
    'We have a cat named Pixel.',
    "My son's teacher is called Mrs. Alves.",
    "I'm 38 years old.",
  );
  expect(await asked(server.url, 'What is my name?')).toContain('Priya Raman');
  expect(await asked(server.url, 'Where do I live?')).toContain('do not remember');
  for (const question of ['How old is my son?', 'How old is Leo?']) {
    expect(await asked(server.url, question), question).not.toMatch(/38|Alves/);
  }
  expect(await asked(server.url, 'How old am I?')).toContain('38');
  const search = { assistant: 'staff/maya', query: 'What is my name?', kinds: ['memory'] };
  const { body } = await nativeClient(server.url).call('POST', '/memories/search', search);
  expect(body['results']).toMatchObject([{ text: expect.stringContaining('Priya Raman') }, {}, {}]);
});

verifies('memory:asked', 'What is over is told as over', async () => {
  await using server = await startInProcess({ environment: { MODEL: 'scripted' } });
  await told(staffClient(server.url), 'I live in Lisbon.', 'I moved to Porto.');
  expect(await asked(server.url, 'Where do I live?')).toMatch(/^You live in Porto/);
  expect(await asked(server.url, 'Where did I live before?')).toMatch(
    /^You used to live in Lisbon, until \d{1,2} \p{L}+ \d{4}\. \[m\d+\]$/u,
  );
});
