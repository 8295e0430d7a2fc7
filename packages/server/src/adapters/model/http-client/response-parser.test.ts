import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../../../spec/verifies.ts';
import { HttpProtocolError } from './http-protocol-error.ts';
import { ResponseParser } from './response-parser.ts';
import { CUT_OFF, REFUSED, WHOLE } from './response-samples.ts';

interface Read {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Bytes that belong to the response; undefined where it was not complete. */
  readonly length: number | undefined;
  readonly keepsAlive: boolean;
  readonly refused: string | undefined;
}

/** Reads a response in these pieces and then the end of the connection, out of one buffer that is used again. */
function read(pieces: readonly Uint8Array[]): Read {
  const buffer = Buffer.alloc(Math.max(0, ...pieces.map((piece) => piece.length)));
  let status: number | undefined;
  let headers: Readonly<Record<string, string>> = {};
  let body = '';
  let taken = 0;
  let refused: string | undefined;
  const parser = new ResponseParser({
    onHead: (head) => {
      status = head.status;
      headers = head.headers;
    },
    onBody: (bytes, start, end) => {
      body += bytes.toString('latin1', start, end);
    },
  });
  try {
    for (const piece of pieces) {
      buffer.fill('?').set(piece);
      if (!parser.done) taken += parser.push(buffer, piece.length);
    }
    if (!parser.done) parser.close();
  } catch (error) {
    if (!(error instanceof HttpProtocolError)) throw error;
    refused = error.message;
  }
  const { done, keepsAlive } = parser;
  return { status, headers, body, length: done ? taken : undefined, keepsAlive, refused };
}

/** Every way of cutting in two (of what is longer than a page, some hundred ways), and byte by byte. */
function* cuts(bytes: Uint8Array): Iterable<readonly Uint8Array[]> {
  const step = bytes.length > 1_000 ? Math.ceil(bytes.length / 150) : 1;
  for (let at = 1; at < bytes.length; at += step) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield Array.from(bytes, (byte) => Uint8Array.of(byte));
}

function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('a response', () => {
  for (const [name, { text, body, status = 200, after = '', keepsAlive = true }] of Object.entries(WHOLE)) {
    verifies('model:http-framing', `reads the same wherever it is cut: ${name}`, () => {
      const bytes = latin1(text + after);
      const whole = read([bytes]);
      expect(whole).toMatchObject({ status, body, length: text.length, keepsAlive, refused: undefined });
      for (const pieces of cuts(bytes)) expect(read(pieces)).toEqual(whole);
    });
  }

  for (const [name, text] of Object.entries(REFUSED)) {
    verifies('model:http-framing', `is refused, wherever it is cut: ${name}`, () => {
      const whole = read([latin1(text)]);
      expect(whole.refused).toMatch(/^the (?:response|body) has /);
      expect(whole.length).toBeUndefined();
      for (const pieces of cuts(latin1(text))) expect(read(pieces)).toMatchObject({ refused: whole.refused });
    });
  }

  for (const [name, text] of Object.entries(CUT_OFF)) {
    verifies('model:http-framing', `is never taken for whole when its connection ends early: ${name}`, () => {
      for (let length = 0; length < text.length; length += 1) {
        const { length: complete, refused } = read([latin1(text.slice(0, length))]);
        expect([complete, refused], `after ${length} bytes`).toEqual([undefined, 'the response ended too early']);
      }
      expect(read([latin1(text)]).length).toBe(text.length);
    });
  }

  test('says how long its server keeps the connection', () => {
    for (const [value, seconds] of [
      ['timeout=5', 5],
      ['max=100, timeout=60', 60],
      ['max=100', undefined],
      ['timeout=soon', undefined],
    ] as const) {
      const parser = new ResponseParser({ onHead: () => undefined, onBody: () => undefined });
      const bytes = latin1(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\nKeep-Alive: ${value}\r\n\r\n`);
      parser.push(bytes, bytes.length);
      expect(parser.idleSeconds).toBe(seconds);
    }
  });

  test('has headers by lower-case name, of which the first counts', () => {
    const text = 'HTTP/1.1 200 OK\r\nX-A:  1 \r\nx-a: 2\r\nconstructor: c\r\n__proto__: p\r\nContent-Length: 0\r\n\r\n';
    const { headers } = read([latin1(text)]);
    expect(Object.entries(headers)).toEqual([
      ['x-a', '1'],
      ['constructor', 'c'],
      ['__proto__', 'p'],
      ['content-length', '0'],
    ]);
  });

  test('hands on nothing more once it is stopped, out of its own calls too', () => {
    const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n';
    for (const stopAt of ['head', 'body']) {
      const seen: string[] = [];
      const parser: ResponseParser = new ResponseParser({
        onHead: () => {
          seen.push('head');
          if (stopAt === 'head') parser.stop();
        },
        onBody: () => {
          seen.push('body');
          parser.stop();
        },
      });
      parser.push(latin1(text), text.length);
      expect(seen).toEqual(stopAt === 'head' ? ['head'] : ['head', 'body']);
      expect(parser.done).toBe(false);
    }
  });
});

describe('any bytes', () => {
  const samples = [...Object.values(WHOLE).map(({ text }) => text), ...Object.values(REFUSED)].map(latin1);
  /** A sample in which some bytes were changed, put in or left out. */
  const mutated = fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('set', 'add', 'drop'), fc.integer({ min: 0, max: 255 })), {
        maxLength: 4,
      }),
    )
    .map(([sample, changes]) => {
      const bytes = [...sample];
      for (const [place, change, byte] of changes) {
        const at = place % (bytes.length + 1);
        if (change === 'add') bytes.splice(at, 0, byte);
        else bytes.splice(at, 1, ...(change === 'set' ? [byte] : []));
      }
      return Uint8Array.from(bytes);
    });
  const anything = fc.oneof(mutated, fc.uint8Array({ maxLength: 300 }));

  verifies('model:http-framing', 'end as a response or are refused, and read the same however they are cut', () => {
    fc.assert(
      fc.property(anything, fc.array(fc.nat(), { maxLength: 8 }), (bytes, places) => {
        const whole = read([bytes]);
        expect(whole.length === undefined).toBe(whole.refused !== undefined);
        const cut = read(cutAt(bytes, places));
        expect(cut).toEqual(whole);
      }),
      { numRuns: 3_000 },
    );
  });
});
