import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { SseParser, type SseEvent } from '@parlance/wire';

/** A response that curl reads, as it comes. */
export interface CurlStream {
  /** Head and body so far. */
  readonly text: () => string;
  readonly events: readonly SseEvent[];
  /** Resolves once this holds, looked at whenever something comes; rejects where the response ends before. */
  sees(isSo: () => boolean): Promise<void>;
  /** The exit code: 0 where the response was whole. */
  readonly ended: Promise<number | null>;
  /** Ends curl, as somebody would with Ctrl-C. */
  cut(): void;
}

/** Runs curl with the head of the response in its output and no buffer of its own. */
export function openWithCurl(args: readonly string[]): CurlStream {
  const child = spawn('curl', ['-sNi', '--max-time', '600', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const events: SseEvent[] = [];
  const parser = new SseParser({ onEvent: (event) => events.push(event) });
  let text = '';
  let isBody = false;
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (isBody) parser.push(chunk);
    else if (text.includes('\r\n\r\n')) {
      isBody = true;
      parser.push(text.slice(text.indexOf('\r\n\r\n') + 4));
    }
    for (const look of watchers) look();
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  return {
    text: () => text,
    events,
    sees: (isSo) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!isSo()) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
        void ended.then(() => reject(new Error(`The response ended before it held what was waited for:\n${text}`)));
      }),
    ended,
    cut: () => void child.kill('SIGTERM'),
  };
}
