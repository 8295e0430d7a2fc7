import { expect, test, vi } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { nativeClient } from '../../server/test/support/native-client.ts';
import { wordByWord } from '../../server/test/support/word-by-word.ts';
import { useServer } from '../../server/test/support/use-server.ts';
import { readChatOptions } from '../src/chat/options.ts';
import { startInTerminal, startProgram, type Child } from './child.ts';

const CHAT = `"${process.execPath}" "${import.meta.dirname}/../src/chat/main.ts"`;
const ESCAPE = '\u001b';

// Each test starts programs, and a machine may have much else to do.
vi.setConfig({ testTimeout: 60_000 });

const used = useServer();
function ask(message: string, ...more: readonly string[]): Child {
  return startProgram('chat', ['--url', used.server.url, '--message', message, ...more]);
}

verifies(
  'shell:chat',
  'streams the answer to standard output as it comes, and all else to standard error',
  async () => {
    used.provider.onMarker('one by one', { steps: wordByWord('chat', 2) });
    await using chat = ask('one by one');
    used.provider.release('chat 0');
    await chat.sees(() => chat.output() === ' word0');
    used.provider.release('chat 1');
    await chat.sees(() => chat.output() === ' word0 word1');
    used.provider.release('chat end');
    expect(await chat.ended).toBe(0);
    expect(chat.output()).toBe(' word0 word1\n');
    expect(chat.errors()).toMatch(/^(?:about )?\d+ tokens in, \d+ out · /);
    expect(chat.output() + chat.errors()).not.toContain(ESCAPE);
  },
);

verifies('shell:chat', 'takes what is piped in as the message, and shows progress, citations and state', async () => {
  const [milo, jacie] = [
    startProgram('chat', ['--url', used.server.url, '--assistant', 'milo'], { input: 'I love data science\n' }),
    startProgram('chat', ['--url', used.server.url, '--assistant', 'jacie'], { input: 'What is new?' }),
  ];
  expect([await milo.ended, await jacie.ended]).toEqual([0, 0]);
  expect(milo.errors()).toContain('guide: interests: data science\n');
  expect(jacie.errors()).toMatch(/^\[ {2}5 %\] start: .+\n/);
  expect(jacie.errors()).toContain('[100 %] complete: ');
});

verifies('shell:stop', 'says stopped once the server has stored it, and keeps what was said', async () => {
  used.provider.onMarker('stop this', { steps: wordByWord('stop', 2) });
  await using chat = ask('stop this');
  used.provider.release('stop 0');
  await chat.sees(() => chat.output() === ' word0');
  chat.signal('SIGINT');
  expect(await chat.ended).toBe(130);
  expect(chat.errors()).toMatch(/Stopping … [^]*Stopped\. What was said is kept\./);
  expect(chat.output()).toBe(' word0\n');
  const { body } = await nativeClient(used.server.url).call('GET', '/conversations?limit=1');
  const [{ id }] = body['conversations'] as readonly [{ readonly id: string }];
  const messages = await nativeClient(used.server.url).call('GET', `/conversations/${id}/messages`);
  expect(messages.body['messages']).toMatchObject([
    { role: 'user', text: 'stop this' },
    { role: 'assistant', text: ' word0', status: 'cancelled' },
  ]);
});

verifies('shell:safe', 'nothing that a model says reaches the terminal as a command to it', async () => {
  const hostile = `a${ESCAPE}]0;owned\u0007b\u009b2Jc\rd\u202ee`;
  used.provider.onMarker('hostile', {
    steps: [
      { kind: 'role' },
      ...Array.from(hostile, (text) => ({ kind: 'delta', text }) as const),
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  });
  await using chat = ask('hostile');
  expect(await chat.ended).toBe(0);
  expect(chat.output()).toBe('a]0;ownedb2Jcde\n');
});

verifies('shell:exit', 'says in its exit code and in a sentence what went wrong, and what to do', async () => {
  const cases: readonly (readonly [args: readonly string[], code: number, words: RegExp])[] = [
    [['--url', 'http://127.0.0.1:1', '--message', 'x'], 69, /could not be reached\. Check that the server is running/],
    [
      ['--url', used.server.url, '--assistant', 'nobody', '--message', 'x'],
      64,
      /There are: assistant, jacie, milo, staff/,
    ],
    [['--url', used.server.url], 64, /no message: give one with --message, or pipe it in/],
    [['--url', used.server.url, '--token', 'wrong', '--message', 'x'], 1, /Sign in again, or enter a valid token/],
    [['--nothing'], 64, /--help lists the options/],
  ];
  const children = cases.map(([args]) => startProgram('chat', args));
  for (const [index, [args, code, words]] of cases.entries()) {
    const child = children[index];
    expect([args, await child?.ended]).toEqual([args, code]);
    expect(child?.errors()).toMatch(words);
    expect(child?.output()).toBe('');
  }
});

verifies('shell:talk', 'a person talks, asks again, looks back and begins anew, with and without colour', async () => {
  used.provider.respondWith(({ lastUserText }) => ({
    steps: [
      { kind: 'role' },
      { kind: 'delta', text: `You said ${lastUserText}.` },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  }));
  await using chat = startInTerminal(`${CHAT} --url ${used.server.url}`, { NO_COLOR: '1' });
  const times = (text: string): number => chat.output().split(text).length - 1;
  const types = async (line: string, shown: string, count = 1): Promise<void> => {
    chat.type(`${line}\n`);
    await chat.sees(() => times(shown) >= count);
  };
  await chat.sees(() => times('> ') > 0);
  await types('/help', '/retry    asks the last question again');
  await types('apples', 'You said apples.');
  await types('/retry', 'You said apples.', 2);
  await types('/history', '< You said apples.', 1);
  await types('/nonsense', 'There is no /nonsense.');
  await types('/new', 'A new conversation.');
  await types('/quit', 'exit', 0);
  expect(await chat.ended).toBe(0);
  expect(chat.output()).not.toContain(`${ESCAPE}[2m`);
  await using coloured = startInTerminal(`${CHAT} --url ${used.server.url}`);
  await coloured.sees(() => coloured.output().includes(`${ESCAPE}[2mYou are talking to Personal AI Assistant`));
  await coloured.sees(() => coloured.output().includes('> '));
  // The end of the input, in the middle of an answer.
  used.provider.onMarker('pears', { steps: wordByWord('pears', 1) });
  coloured.type('pears\n\u0004');
  await used.provider.reached('pears 0');
  used.provider.release('pears 0');
  used.provider.release('pears end');
  expect(await coloured.ended).toBe(0);
  expect(coloured.output()).toContain(' word0');
});

test('options come before the environment, and an address is checked', () => {
  const environment = { PARLANCE_URL: 'http://a.example/', PARLANCE_TOKEN: 't' };
  expect(readChatOptions([], environment)).toMatchObject({
    url: 'http://a.example',
    token: 't',
    assistant: 'assistant',
  });
  expect(readChatOptions(['--url', 'https://b.example', '--token', 'u'], environment)).toMatchObject({
    url: 'https://b.example',
    token: 'u',
  });
  expect(readChatOptions([], {})).toMatchObject({ url: 'http://127.0.0.1:8000', token: null });
  expect(readChatOptions(['--help'], {})).toBe('help');
  expect(() => readChatOptions(['--url', 'ftp://x'], {})).toThrow('--url must be an http:// or https:// address');
});
