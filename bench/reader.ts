import type { Order } from './answer.ts';
import type { Connection } from './connection.ts';
import { eventSplitter, frameReader, type FrameFormat } from './frames.ts';
import { monotonicMs } from './monotonic.ts';
import { checkAnswer } from './verify.ts';

/** What became of one answer that was read to its end and found right. */
export interface AnswerTimes {
  readonly askedMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface ReadOptions {
  readonly connection: Connection;
  /** The whole HTTP request. */
  readonly request: string;
  readonly format: FrameFormat;
  readonly order: Order;
  onHead?(headers: ReadonlyMap<string, string>): void;
  /** Called for each read that brought content, with the milliseconds since the one before (0 for the first). */
  onContent?(gapMs: number, frames: number): void;
}

/** Puts one answer together from the bytes of a stream; throws at the first thing that is not as it was sent. */
export function assembleAnswer(
  format: FrameFormat,
  order: Order,
): { take(bytes: string): void; frames(): number; finish(): void } {
  const check = checkAnswer(order);
  const read = frameReader(format);
  let frames = 0;
  let ended = false;
  const take = eventSplitter((data) => {
    if (ended) throw new Error(`answer ${order.seed}: a frame after the last: ${data}`);
    const frame = read(data);
    if (frame.content) {
      check.take(frame.content);
      frames += 1;
    }
    ended = frame.isLast;
  });
  return {
    take,
    frames: () => frames,
    finish() {
      if (!ended) throw new Error(`answer ${order.seed}: the response ended without its last frame`);
      check.finish();
    },
  };
}

/** Sends a request and reads its answer; rejects at the first character, frame or status that is not as it must be. */
export function readAnswer(options: ReadOptions): Promise<AnswerTimes> {
  const { connection, format, order } = options;
  const { promise, resolve, reject } = Promise.withResolvers<AnswerTimes>();
  const answer = assembleAnswer(format, order);
  const askedMs = monotonicMs();
  let status = 0;
  let firstMs = 0;
  let lastMs = 0;
  let refusal = '';

  function fail(reason: unknown): void {
    connection.close();
    reject(reason instanceof Error ? reason : new Error(`answer ${order.seed}: ${String(reason)}`));
  }

  function content(bytes: string): void {
    const before = answer.frames();
    answer.take(bytes);
    const frames = answer.frames() - before;
    if (frames === 0) return;
    const now = monotonicMs();
    options.onContent?.(lastMs === 0 ? 0 : now - lastMs, frames);
    if (firstMs === 0) firstMs = now;
    lastMs = now;
  }

  connection.send(options.request, {
    head(code, headers) {
      status = code;
      if (code === 200) options.onHead?.(headers);
    },
    body(bytes) {
      try {
        if (status === 200) content(bytes);
        else refusal += bytes;
      } catch (error) {
        fail(error);
      }
    },
    end() {
      try {
        if (status !== 200) throw new Error(`answer ${order.seed}: status ${status}: ${refusal.slice(0, 500)}`);
        answer.finish();
        resolve({ askedMs, firstMs, lastMs });
      } catch (error) {
        fail(error);
      }
    },
    fail,
  });
  return promise;
}
