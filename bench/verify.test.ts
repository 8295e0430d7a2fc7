import { describe, expect, test } from 'vitest';
import { answerText, answerTokens, orderIn, promptFor, vocabulary, type Order } from './answer.ts';
import { eventSplitter, frameReader } from './frames.ts';
import { assembleAnswer } from './reader.ts';
import { responseParser } from './response-parser.ts';
import { checkAnswer } from './verify.ts';

const order: Order = { seed: 7, tokens: 40, rate: 0 };
const tokens = [...answerTokens(order)].map((token) => vocabulary[token] ?? '');

function check(received: readonly string[]): void {
  const answer = checkAnswer(order);
  for (const token of received) answer.take(token);
  answer.finish();
}

describe('the check of an answer', () => {
  test('accepts what was sent, however it is cut', () => {
    for (const pieces of [tokens, [tokens.join('')], tokens.join('').split('')]) {
      expect(() => check(pieces)).not.toThrow();
    }
  });

  test('refuses an answer that lacks any one token', () => {
    for (const index of tokens.keys()) {
      expect(() => check(tokens.toSpliced(index, 1))).toThrow(/instead of|characters arrived/);
    }
  });

  test('refuses an answer that has any one token twice', () => {
    for (const [index, token] of tokens.entries()) {
      expect(() => check(tokens.toSpliced(index, 0, token))).toThrow('instead of');
    }
  });

  test('refuses a token with one wrong character', () => {
    for (const [index, token] of tokens.entries()) {
      const wrong = `${token.slice(0, -1)}${token.endsWith('x') ? 'y' : 'x'}`;
      expect(() => check(tokens.with(index, wrong))).toThrow('instead of');
    }
  });
});

test('a prompt names its answer, also inside other text', () => {
  expect(orderIn(`[{"text":"${promptFor(order)}"}]`)).toEqual(order);
  expect(orderIn('good morning')).toBeUndefined();
  expect(answerText(order)).toBe(answerText({ ...order, rate: 50 }));
  expect(answerText(order)).not.toBe(answerText({ ...order, seed: 8 }));
});

describe('the reading of frames', () => {
  test('the Assistant numbers its frames, and a missing or repeated number is refused', () => {
    const frame = (sequence: number): string =>
      JSON.stringify({ content: 'a', sequence, is_final: false, correlation_id: 'c' });
    const read = frameReader('assistant');
    expect(read(frame(0))).toEqual({ content: 'a', isLast: false });
    expect(() => read(frame(2))).toThrow('frame 1 is wrong');
    expect(() => read(frame(0))).toThrow('frame 1 is wrong');
  });

  test('a turn that failed is no answer', () => {
    expect(() => frameReader('native')('{"type":"turn.failed","seq":0}')).toThrow('the turn failed');
  });

  test('an answer without its last frame, or with more after it, is refused', () => {
    const frames = tokens.map((content) => `data: ${JSON.stringify({ content })}\n\n`).join('');
    const bytes = Buffer.from(frames, 'utf8').toString('latin1');
    const answer = assembleAnswer('relay', order);
    answer.take(bytes);
    expect(answer.frames()).toBe(order.tokens);
    expect(() => answer.finish()).toThrow('without its last frame');
    answer.take('data: {"done":true}\n\n');
    expect(() => answer.finish()).not.toThrow();
    expect(() => answer.take('data: {"content":"x"}\n\n')).toThrow('after the last');
  });

  test('a response is the same however its bytes are cut', () => {
    const body = 'retry: 1500\nid: t\n\n: ping\n\nid: t:0\ndata: "na\u00efve \u6570"\n\ndata: 2\n\n';
    const bytes = Buffer.from(body, 'utf8').toString('latin1');
    const chunk = (part: string): string => `${part.length.toString(16)}\r\n${part}\r\n`;
    const response = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(bytes.slice(0, 50))}${chunk(bytes.slice(50))}0\r\n\r\n`;
    for (let size = 1; size <= response.length; size++) {
      const seen: string[] = [];
      const parser = responseParser({
        head: (status) => seen.push(String(status)),
        body: eventSplitter((data) => seen.push(data)),
        end: () => seen.push('end'),
        fail: (reason) => seen.push(reason),
      });
      for (let at = 0; at < response.length; at += size) parser.take(response.slice(at, at + size));
      expect(seen).toEqual(['200', '"na\u00efve \u6570"', '2', 'end']);
    }
  });
});
