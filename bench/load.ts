import { promptFor, type Order } from './answer.ts';
import { openConnection, type Connection } from './connection.ts';
import type { HoldPlan, LoadPlan, LoadResult } from './plan.ts';
import { readAnswer, type AnswerTimes } from './reader.ts';
import { percentile } from './statistics.ts';
import { serveCalls } from './worker.ts';

/* The clients of a benchmark, in a process of their own. */
export interface LoadCalls {
  run: { argument: LoadPlan; result: LoadResult };
  hold: { argument: HoldPlan; result: null };
  /** Closes what `hold` left open. */
  release: { argument: null; result: null };
}

/** Enough for a percentile, and a bound for memory. */
const MAX_GAPS = 500_000;
/** Answers that are waiting for their first token while many streams are opened. */
const OPENING_AT_ONCE = 64;

const held: Connection[] = [];

function requestText(plan: LoadPlan, order: Order, index: number, extra = ''): string {
  const path = plan.paths?.[index % plan.paths.length] ?? plan.request.path;
  const body = plan.request.body.replace('%PROMPT%', promptFor(order));
  const headers = Object.entries(plan.request.headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return (
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1:${plan.port}\r\ncontent-type: application/json\r\n` +
    `accept: text/event-stream\r\n${headers.join('')}${extra}content-length: ${body.length}\r\n\r\n${body}`
  );
}

function orderOf(plan: LoadPlan, index: number): Order {
  return { seed: plan.firstSeed + index, tokens: plan.tokens, rate: plan.rate };
}

/** Reads an answer together with its followers. */
async function readWithFollowers(
  plan: LoadPlan,
  index: number,
  connections: readonly Connection[],
  onContent: (gapMs: number) => void,
): Promise<AnswerTimes> {
  const order = orderOf(plan, index);
  const [leader, ...followers] = connections;
  if (!leader) throw new Error('a stream needs a connection');
  const following: Promise<AnswerTimes>[] = [];
  const times = await readAnswer({
    connection: leader,
    request: requestText(plan, order, index),
    format: plan.request.format,
    order,
    onContent,
    onHead(headers) {
      const cursor = `last-event-id: ${headers.get('x-turn-id') ?? ''}\r\n`;
      for (const connection of followers) {
        const request = requestText(plan, order, index, cursor);
        const answer = readAnswer({ connection, request, format: plan.request.format, order });
        // It is looked at once the leader has ended; until then a failure has nobody to tell.
        answer.catch(() => undefined);
        following.push(answer);
      }
    },
  });
  await Promise.all(following);
  return times;
}

async function run(plan: LoadPlan): Promise<LoadResult> {
  const readers = 1 + (plan.followers ?? 0);
  const open = new Set<Connection>();
  const gaps: number[] = [];
  const firstTokens: (readonly [number, number, number])[] = [];
  let latestMs = 0;
  const started = performance.now();
  const onContent = (gapMs: number): void => {
    if (gapMs > 0 && gaps.length < MAX_GAPS) gaps.push(gapMs);
  };
  async function stream(number: number): Promise<void> {
    await later((plan.staggerMs * number) / plan.streams);
    const connections = Array.from({ length: readers }, () => openConnection(plan.port));
    for (const connection of connections) open.add(connection);
    for (let turn = 0; turn < plan.answersPerStream; turn++) {
      const index = number * plan.answersPerStream + turn;
      const times = await readWithFollowers(plan, index, connections, onContent);
      firstTokens.push([plan.firstSeed + index, times.askedMs, times.firstMs]);
      if (plan.rate > 0) {
        const dueMs = times.firstMs + ((plan.tokens - 1) * 1000) / plan.rate;
        latestMs = Math.max(latestMs, times.lastMs - dueMs);
      }
    }
  }
  try {
    await within(plan.timeoutMs, Promise.all(Array.from({ length: plan.streams }, (_, number) => stream(number))));
  } finally {
    for (const connection of open) connection.close();
  }
  const answers = plan.streams * plan.answersPerStream * readers;
  const seconds = (performance.now() - started) / 1000;
  const gapP99Ms = gaps.length > 0 ? percentile(gaps, 99) : 0;
  return { answers, tokens: answers * plan.tokens, seconds, firstTokens, gapP99Ms, latestMs };
}

async function hold(plan: HoldPlan): Promise<null> {
  let next = 0;
  const enough: Promise<void>[] = [];
  async function opener(): Promise<void> {
    while (next < plan.streams) {
      const index = next++;
      const begun = Promise.withResolvers<void>();
      const received = Promise.withResolvers<void>();
      enough.push(received.promise);
      const connection = openConnection(plan.port);
      held.push(connection);
      const order = orderOf(plan, index);
      let tokens = 0;
      readAnswer({
        connection,
        request: requestText(plan, order, index),
        format: plan.request.format,
        order,
        onContent(_gapMs, frames) {
          tokens += frames;
          begun.resolve();
          if (tokens >= plan.receivedTokens) received.resolve();
        },
      }).catch((error: unknown) => {
        begun.reject(error);
        received.reject(error);
      });
      received.promise.catch(() => undefined);
      await begun.promise;
    }
  }
  await within(plan.timeoutMs, Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener)));
  await within(plan.timeoutMs, Promise.all(enough));
  return null;
}

function later(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}

serveCalls<LoadCalls>({
  run,
  hold,
  release() {
    for (const connection of held.splice(0)) connection.close();
    return null;
  },
});
