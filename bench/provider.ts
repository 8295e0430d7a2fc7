import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { answerTokens, orderIn, vocabulary, type Order } from './answer.ts';
import { monotonicMs } from './monotonic.ts';
import { createWheel } from './wheel.ts';
import { serveCalls } from './worker.ts';

/*
 * A fake provider that speaks OpenAI's streamed Chat Completions and costs little. Headers and the end go through
 * `node:http`; tokens are written to the socket as chunks that were framed beforehand, once for each word.
 */

/** As many events as fit a usual TCP segment. */
const EVENTS_PER_SEGMENT = 5;

export interface ProviderCalls {
  address: { argument: null; result: number };
  /** When the first token of each answer since the last call was handed to the kernel, by seed. */
  firstTokens: { argument: null; result: readonly (readonly [seed: number, atMs: number])[] };
  /** How many messages the newest request carried. */
  lastContext: { argument: null; result: number };
}

const wheel = createWheel();
const sent: [number, number][] = [];
let lastContext = 0;

function chunkEvent(delta: object, finish: string | null): string {
  const chunk = {
    id: 'chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG',
    object: 'chat.completion.chunk',
    created: 1_741_570_283,
    model: 'gpt-4o-2024-08-06',
    service_tier: 'default',
    system_fingerprint: 'fp_fc9f1d7035',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  };
  return asBytes(`data: ${JSON.stringify(chunk)}\n\n`);
}

/** UTF-8 bytes as a latin1 string, which the socket writes without encoding it again. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function framed(bytes: string): string {
  return `${bytes.length.toString(16)}\r\n${bytes}\r\n`;
}

const tokenEvents = vocabulary.map((word) => chunkEvent({ content: word }, null));
const framedTokens = tokenEvents.map(framed);
const opening = framed(chunkEvent({ role: 'assistant', content: '', refusal: null }, null));

function ending(order: Order): string {
  const usage = { prompt_tokens: 20, completion_tokens: order.tokens, total_tokens: 20 + order.tokens };
  const last = { id: 'chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG', object: 'chat.completion.chunk', choices: [], usage };
  return framed(`${chunkEvent({}, 'stop')}data: ${JSON.stringify(last)}\n\ndata: [DONE]\n\n`);
}

function startPaced(order: Order, response: ServerResponse, socket: Socket): void {
  const tokens = answerTokens(order);
  const interval = 1000 / order.rate;
  let next = 1;
  socket.write(opening + (framedTokens[tokens[0] ?? 0] ?? ''), 'latin1');
  sent.push([order.seed, monotonicMs()]);
  wheel.add({
    dueMs: monotonicMs() + interval,
    turn() {
      if (response.destroyed) return 0;
      if (next >= tokens.length) {
        finish(order, response, socket);
        return 0;
      }
      socket.write(framedTokens[tokens[next] ?? 0] ?? '', 'latin1');
      next += 1;
      return interval;
    },
  });
}

function startFlood(order: Order, response: ServerResponse, socket: Socket): void {
  const tokens = answerTokens(order);
  let next = 0;
  let head = opening;
  const pump = (): void => {
    let writable = true;
    while (writable && next < tokens.length) {
      let segment = '';
      for (const end = Math.min(next + EVENTS_PER_SEGMENT, tokens.length); next < end; next++) {
        segment += tokenEvents[tokens[next] ?? 0] ?? '';
      }
      writable = socket.write(head + framed(segment), 'latin1');
      head = '';
    }
    if (response.destroyed) return;
    if (writable) finish(order, response, socket);
    else socket.once('drain', pump);
  };
  sent.push([order.seed, monotonicMs()]);
  pump();
}

function finish(order: Order, response: ServerResponse, socket: Socket): void {
  socket.write(ending(order), 'latin1');
  response.end();
}

function answer(body: string, response: ServerResponse): void {
  const parsed = JSON.parse(body) as { messages?: { role: string; content: unknown }[]; stream?: boolean };
  const messages = parsed.messages ?? [];
  lastContext = messages.length;
  const question = messages.findLast((message) => message.role === 'user');
  const order = orderIn(JSON.stringify(question?.content ?? ''));
  if (!order || !parsed.stream || !response.socket) {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end('{"error":{"message":"only streamed benchmark prompts are answered","type":"invalid_request_error"}}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'transfer-encoding': 'chunked' });
  response.flushHeaders();
  if (order.rate > 0) startPaced(order, response, response.socket);
  else startFlood(order, response, response.socket);
}

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  let body = '';
  request.setEncoding('utf8');
  request.on('data', (text: string) => (body += text));
  request.on('end', () => answer(body, response));
});
server.keepAliveTimeout = 600_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  serveCalls<ProviderCalls>({
    // A TCP server's address is an object; only pipes have strings.
    address: () => (server.address() as AddressInfo).port,
    firstTokens: () => sent.splice(0),
    lastContext: () => lastContext,
  });
});
