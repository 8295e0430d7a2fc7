import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** One of the programs, as a shell starts it. */
export interface Child extends AsyncDisposable {
  readonly output: () => string;
  readonly errors: () => string;
  /** Resolves once this holds, looked at whenever it writes; rejects where it ends before. */
  sees(isSo: () => boolean): Promise<void>;
  /** As a key of the terminal or `kill` sends it. */
  signal(signal: NodeJS.Signals): void;
  type(text: string): void;
  readonly ended: Promise<number | null>;
}

export interface ChildOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** All of its input. Default: none, and its end. */
  readonly input?: string;
}

/** Starts `npm run chat` or `npm run probe`. */
export function startProgram(name: 'chat' | 'probe', args: readonly string[], options: ChildOptions = {}): Child {
  return watch(process.execPath, [join(import.meta.dirname, `../src/${name}/main.ts`), ...args], options);
}

/** Runs a command line in a terminal of its own; what it writes is in `output`, as a screen gets it. */
export function startInTerminal(command: string, environment: Readonly<Record<string, string>> = {}): Child {
  return watch('script', ['-qefc', command, '/dev/null'], { environment: { TERM: 'xterm', ...environment } }, true);
}

function watch(program: string, args: readonly string[], options: ChildOptions, staysOpen = false): Child {
  const child = spawn(program, args, { env: { PATH: process.env['PATH'], ...options.environment } });
  const watchers = new Set<() => void>();
  let [output, errors] = ['', ''];
  const look = (): void => watchers.forEach((each) => each());
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
    look();
  });
  child.stdin.on('error', () => undefined);
  if (!staysOpen) child.stdin.end(options.input ?? '');
  const ended = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  return {
    output: () => output,
    errors: () => errors,
    sees: (isSo) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (!isSo()) return;
          watchers.delete(check);
          resolve();
        };
        watchers.add(check);
        check();
        void ended.then((code) => reject(new Error(`It ended with ${code} before:\n${output}\n${errors}`)));
      }),
    signal: (signal) => void child.kill(signal),
    type: (text) => void child.stdin.write(text),
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
