import { join } from 'node:path';
import { expect } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { startFakeProvider } from '../../server/test/support/fake-provider/provider.ts';
import { createServerHome } from '../../server/test/support/server-process.ts';
import { wordByWord } from '../../server/test/support/word-by-word.ts';
import { startProgram } from './child.ts';

/** The server with a lease that need not be waited for. */
const MAIN = join(import.meta.dirname, '../../server/test/faults/short-lease-main.ts');

verifies(
  'shell:resume',
  'a server that is killed and started again loses and doubles nothing, and is left while it is away',
  async () => {
    await using provider = await startFakeProvider();
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl, CONSOLE: 'off' }, MAIN);
    let server = await home.start();
    const { url } = server;
    const restart = async (): Promise<void> => {
      server = await home.start({ PORT: new URL(url).port });
    };
    provider.onMarker('before', { steps: wordByWord('before', 2) });
    provider.onMarker('middle', { steps: wordByWord('middle', 2) });
    provider.onMarker('left', { steps: wordByWord('left', 2) });
    const ask = (message: string) => startProgram('chat', ['--url', url, '--message', message]);
    await using before = ask('before');
    await using middle = ask('middle');
    await using left = ask('left');
    provider.release('middle 0');
    provider.release('left 0');
    await provider.reached('before 0');
    await middle.sees(() => middle.output() === ' word0');
    await left.sees(() => left.output() === ' word0');
    await server.kill();
    for (const chat of [before, middle, left]) await chat.sees(() => chat.errors().includes('Connection lost'));

    // Nobody can store the wish to stop, so nobody claims that it was.
    left.signal('SIGINT');
    await left.sees(() => left.errors().includes('Stopping …'));
    left.signal('SIGINT');
    expect(await left.ended).toBe(130);
    expect(left.errors()).toContain('Left; the answer goes on.');
    expect(left.errors()).not.toContain('Stopped');

    for (const gate of ['before 0', 'before 1', 'before end', 'middle 1', 'middle end']) provider.release(gate);
    await restart();
    expect(await before.ended).toBe(0);
    expect(before.output()).toBe(' word0 word1\n');
    expect(before.errors()).toContain('Connected again.');
    expect(await middle.ended).toBe(1);
    expect(middle.output()).toBe(' word0\n');
    expect(middle.errors()).toMatch(
      /The answer broke off: .+ \(interrupted, correlation id .+\)\. What was said is kept\./,
    );
  },
  60_000,
);
