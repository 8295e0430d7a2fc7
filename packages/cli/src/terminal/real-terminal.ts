import { createInterface, type Interface } from 'node:readline';
import { text as readText } from 'node:stream/consumers';
import type { Environment } from './environment.ts';
import { LineQueue } from './line-queue.ts';
import type { Terminal } from './terminal.ts';

const CLEAR_LINE = '\r\u001b[K';
const [DIM, PLAIN] = ['\u001b[2m', '\u001b[22m'];
const PROMPT = '> ';

export interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
}

/** The terminal of this process. Colours need one on standard error, and neither NO_COLOR nor TERM=dumb. */
export function realTerminal({ input, output, errors }: Streams, environment: Environment): Terminal {
  const isInteractive = input.isTTY && errors.isTTY;
  const hasStyle = errors.isTTY && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
  const dim = (line: string): string => (hasStyle ? `${DIM}${line}${PLAIN}` : line);
  const lines = new LineQueue();
  const interrupts = new Set<() => void>();
  let reader: Interface | null = null;
  let isAtStart = true;
  let hasStatus = false;
  /** Of what was said alone, whatever stands on the screen. */
  let isLineOpen = false;

  const onInterrupt = (): void => {
    if (interrupts.size === 0) lines.end();
    for (const run of interrupts) run();
  };
  process.on('SIGINT', onInterrupt);

  const toStart = (): void => {
    if (hasStatus) errors.write(CLEAR_LINE);
    // Both are one screen: a line must not begin in the middle of the answer.
    else if (!isAtStart && output.isTTY && errors.isTTY) errors.write('\n');
    hasStatus = false;
    isAtStart = true;
  };
  const listen = (): void => {
    if (reader !== null) return;
    reader = createInterface({ input, output: errors, terminal: true, prompt: PROMPT });
    reader.on('line', (line) => lines.push(line));
    reader.on('close', () => lines.end());
    // In raw mode Ctrl-C is a key and no signal.
    reader.on('SIGINT', onInterrupt);
  };

  return {
    isInteractive,
    say: (text) => {
      if (hasStatus) toStart();
      output.write(text);
      if (text === '') return;
      isAtStart = text.endsWith('\n');
      isLineOpen = !isAtStart;
    },
    endLine: () => {
      // On a screen a note may have ended it already.
      if (isLineOpen && !(isAtStart && output.isTTY)) output.write('\n');
      isLineOpen = false;
      isAtStart = true;
    },
    note: (line) => {
      toStart();
      errors.write(`${dim(line)}\n`);
    },
    status: (line) => {
      toStart();
      errors.write(errors.isTTY ? dim(line) : `${line}\n`);
      hasStatus = errors.isTTY;
    },
    ask: async () => {
      toStart();
      listen();
      reader?.prompt();
      return lines.next();
    },
    readAll: () => readText(input),
    onInterrupt: (run) => {
      interrupts.add(run);
      return () => interrupts.delete(run);
    },
    close: () => {
      process.off('SIGINT', onInterrupt);
      reader?.close();
    },
  };
}
