import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';

const LOG = JSON.stringify(new URL('../../src/log.ts', import.meta.url).href);

/** The arguments for a process that logs what `script` says to its standard output. */
function programOf(script: string): string[] {
  const setUp = `import { createLogger } from ${LOG}; const log = createLogger({ level: 'INFO' });`;
  return ['--input-type=module', '-e', `${setUp} ${script}`];
}

function eventsOf(script: string): readonly unknown[] {
  return eventsIn(spawnSync(process.execPath, programOf(script), { encoding: 'utf8' }).stdout);
}

function eventsIn(text: string): readonly unknown[] {
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { readonly event: unknown }).event);
}

describe('Lines on standard output', () => {
  test.each([
    ['leaves at once', 'process.exit(1);'],
    ['ends by an error that nobody catches', "throw new Error('unforeseen');"],
    ['has nothing left to do', ''],
  ])('are all there, in their order, when the process %s', (_how, end) => {
    const lines = `log.info('first'); log.debug('unwanted'); log.warning('second'); log.info('third'); log.error('fourth');`;
    expect(eventsOf(`${lines} log.info('fifth'); ${end}`)).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
  });

  test('are all there when there are many at once', () => {
    const events = Array.from({ length: 1_000 }, (_, index) => `line ${index}`);
    expect(eventsOf(`for (let index = 0; index < 1_000; index += 1) log.info('line ' + index);`)).toEqual(events);
  });

  test('go out while the process goes on', async () => {
    const child = spawn(process.execPath, programOf(`log.info('early'); setInterval(() => undefined, 60_000);`), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [text] = await once(child.stdout, 'data');
    child.kill('SIGKILL');
    expect(eventsIn(String(text))).toEqual(['early']);
  });
});
