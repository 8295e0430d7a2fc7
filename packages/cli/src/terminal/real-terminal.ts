import { createInterface, type Interface } from 'node:readline';
import { text as readText } from 'node:stream/consumers';
import type { Environment } from './environment.ts';
import { EXIT } from './exit.ts';
import { LineQueue } from './line-queue.ts';
import { Screen, type ScreenStreams } from './screen.ts';
import type { Terminal } from './terminal.ts';

const PROMPT = '> ';

export interface Streams extends ScreenStreams {
  readonly input: NodeJS.ReadStream;
}

/** The terminal of this process. Colours need one on standard error, and neither NO_COLOR nor TERM=dumb. */
export function realTerminal({ input, output, errors }: Streams, environment: Environment): Terminal {
  const canRewrite = errors.isTTY && environment['TERM'] !== 'dumb';
  const hasStyle = canRewrite && (environment['NO_COLOR'] ?? '') === '';
  const screen = new Screen({ output, errors }, { hasStyle, canRewrite });
  const lines = new LineQueue();
  const interrupts = new Set<() => void>();
  let reader: Interface | null = null;

  const onInterrupt = (): void => {
    if (interrupts.size === 0) leave();
    for (const run of interrupts) run();
  };
  process.on('SIGINT', onInterrupt);

  /** With nothing to stop, Ctrl-C ends what is being waited for, whether that is a line, the input or the server. */
  function leave(): void {
    if (reader === null) process.exit(EXIT.stopped);
    lines.end();
  }

  return {
    isInteractive: input.isTTY && errors.isTTY,
    say: (text) => screen.say(text),
    endLine: () => screen.endLine(),
    note: (line) => screen.note(line),
    status: (line) => screen.status(line),
    ask: async () => {
      screen.toStart();
      reader ??= readLines({ input, output, errors }, lines, onInterrupt);
      // The input may have ended in the middle of an answer.
      if (!lines.hasEnded) reader.prompt();
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

function readLines({ input, errors }: Streams, lines: LineQueue, onInterrupt: () => void): Interface {
  const reader = createInterface({ input, output: errors, terminal: true, prompt: PROMPT });
  reader.on('line', (line) => lines.push(line));
  reader.on('close', () => lines.end());
  // In raw mode Ctrl-C is a key and no signal.
  reader.on('SIGINT', onInterrupt);
  return reader;
}
