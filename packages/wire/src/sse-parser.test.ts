import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifies } from '../../../spec/verifies.ts';
import { anyText } from '../test/arbitrary-log.ts';
import { SseParser, SseTooLong, type SseEvent } from './sse-parser.ts';

interface Parsed {
  readonly events: readonly SseEvent[];
  readonly retries: readonly number[];
  readonly lastEventId: string;
}

function parse(pieces: readonly string[], maxEventLength = 1_048_576): Parsed {
  const events: SseEvent[] = [];
  const retries: number[] = [];
  const parser = new SseParser({
    onEvent: (event) => events.push(event),
    onRetry: (milliseconds) => retries.push(milliseconds),
    maxEventLength,
  });
  for (const piece of pieces) parser.push(piece);
  return { events, retries, lastEventId: parser.lastEventId };
}

function parseBytes(pieces: readonly Uint8Array[]): Parsed {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return parse(pieces.map((piece) => decoder.decode(piece, { stream: true })));
}

const message = (data: string, id = '', event = 'message'): SseEvent => ({ event, data, id });

const RULES: readonly (readonly [rule: string, stream: string, events: readonly SseEvent[], lastEventId?: string])[] = [
  ['one data line is one event', 'data: a\n\n', [message('a')]],
  ['one space after the colon is dropped, not two', 'data:a\n\ndata:  b\n\n', [message('a'), message(' b')]],
  ['data lines are joined by LF', 'data: a\ndata\ndata:\ndata: b\n\n', [message('a\n\n\nb')]],
  ['a data line without a value is an empty event', 'data\n\ndata:\n\n', [message(''), message('')]],
  [
    'CR, LF and CRLF end lines alike',
    'data: a\r\rdata: b\r\n\r\ndata: c\n\r\ndata: d\r\n\n',
    ['a', 'b', 'c', 'd'].map((data) => message(data)),
  ],
  ['a CR inside a line ends it', 'data: a\rdata: b\n\n', [message('a\nb')]],
  ['an LF after CR begins no blank line', 'data: a\r\ndata: b\r\n\r\n', [message('a\nb')]],
  ['U+2028, U+0085 and form feed end no line', 'data: a\u2028b\u0085c\fd\n\n', [message('a\u2028b\u0085c\fd')]],
  [
    'a byte order mark is dropped at the start only',
    '\ufeffdata: a\n\n\ufeffdata: b\n\ndata: c\n\n',
    [message('a'), message('c')],
  ],
  ['one byte order mark is dropped, not two', '\ufeff\ufeffdata: a\n\n', []],
  ['comments are nothing', ': ping\n\n:\n:data: x\ndata: a\n: in between\n\n', [message('a')]],
  ['a name holds for one event', 'event: add\ndata: a\n\ndata: b\n\n', [message('a', '', 'add'), message('b')]],
  ['the last name of an event counts', 'event: add\nevent: drop\ndata: a\n\n', [message('a', '', 'drop')]],
  ['an empty name is no name', 'event: add\nevent\ndata: a\n\n', [message('a')]],
  ['a name without data is forgotten', 'event: add\n\ndata: a\n\n', [message('a')]],
  [
    'an id holds until the next',
    'id: 1\ndata: a\n\ndata: b\n\nid: 2\ndata: c\n\n',
    [message('a', '1'), message('b', '1'), message('c', '2')],
    '2',
  ],
  ['an id without data is remembered', 'retry: 10\nid: 7\n\n', [], '7'],
  ['an empty id forgets the last', 'id: 1\ndata: a\n\nid\ndata: b\n\n', [message('a', '1'), message('b', '')]],
  ['an id with NUL is ignored', 'id: 1\n\nid: a\0b\ndata: a\n\n', [message('a', '1')], '1'],
  ['an unfinished block is dropped, its id too', 'id: 1\ndata: a\n\nid: 2\ndata: b\n', [message('a', '1')], '1'],
  ['unknown fields are ignored', 'dat: x\ndatas: x\ndata x: y\n data: x\nDATA: x\nids: 3\ndata: a\n\n', [message('a')]],
  ['a colon may stand in the value', 'data: a: b\n\ndata::\n\n', [message('a: b'), message(':')]],
  ['blank lines alone are nothing', '\n\r\n\r\r\n\n', []],
];

for (const [rule, stream, events, lastEventId = ''] of RULES) {
  verifies('wire:parser:rules', rule, () => {
    const whole = parse([stream]);
    expect(whole.events).toEqual(events);
    expect(whole.lastEventId).toBe(lastEventId);
    expect(parse(Array.from(stream))).toEqual(whole);
    for (let cut = 1; cut < stream.length; cut += 1) {
      expect(parse([stream.slice(0, cut), '', stream.slice(cut)])).toEqual(whole);
    }
  });
}

verifies('wire:parser:rules', 'reports a retry delay of digits only, without waiting for the blank line', () => {
  expect(parse(['retry: 1500\nretry:20\nretry: 1e3\nretry: -1\nretry: 1.5\nretry\nretry: \n']).retries).toEqual([
    1500, 20,
  ]);
});

const anyLine = fc.oneof(
  fc.constantFrom('', '', '', 'data', 'data:', 'id', ': ping', 'retry: 5', '\ufeff'),
  fc.tuple(fc.constantFrom('data: ', 'data:', 'id: ', 'event: ', 'x: ', ''), anyText).map((parts) => parts.join('')),
);
const anyStream = fc
  .array(fc.tuple(anyLine, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 12 })
  .map((lines) => lines.flat().join(''));

verifies('wire:parser:chunking', 'reports the same for any cut of the bytes', () => {
  fc.assert(
    fc.property(anyStream, fc.array(fc.nat({ max: 400 }), { maxLength: 8 }), (stream, cuts) => {
      const bytes = new TextEncoder().encode(stream);
      const whole = parseBytes([bytes]);
      const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      expect(parseBytes(places.slice(1).map((end, index) => bytes.subarray(places[index], end)))).toEqual(whole);
      expect(parseBytes([...bytes].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
    }),
    { numRuns: 200 },
  );
});

verifies('wire:parser:chunking', 'reports the same for every place at which a small stream is cut', () => {
  const stream = '\ufeffid: 1\r\ndata: é😀答\u2028\r\n\r\nevent: x\rdata: {"a":"\u{10ffff}"}\r\rretry: 9\ndata\n\n';
  const bytes = new TextEncoder().encode(stream);
  const whole = parseBytes([bytes]);
  expect(whole.events).toHaveLength(3);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(parseBytes([bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole);
  }
});

verifies('wire:parser:limit', 'refuses a line and an event above the limit, however they are cut', () => {
  const tooLong = [
    'data: 12345\n\n',
    'data: 12345',
    'data:1234\ndata:5678\ndata:9\n\n',
    ': 901234567890',
    'id: 01234567\n',
  ];
  for (const stream of tooLong) {
    expect(() => parse(['data: ok\n\n', stream], 10), stream).toThrow(SseTooLong);
    expect(() => parse(Array.from(stream), 10), stream).toThrow(SseTooLong);
    for (let cut = 1; cut < stream.length; cut += 1) {
      expect(() => parse([stream.slice(0, cut), stream.slice(cut)], 10), stream).toThrow(SseTooLong);
    }
  }
  const fits = ['data: 1234\n\n', 'data:1234\ndata:5678\n\n', 'data:1\ndata:2\n\n'.repeat(50), ': ping\n'.repeat(50)];
  for (const stream of fits) expect(parse(Array.from(stream), 10), stream).toEqual(parse([stream], 10));
});

verifies('wire:parser:limit', 'gives up an endless line at one mebibyte and had reported what came before', () => {
  const events: SseEvent[] = [];
  const parser = new SseParser({ onEvent: (event) => events.push(event) });
  const piece = 'x'.repeat(1024);
  parser.push('data: first\n\ndata: ');
  let pushed = 0;
  expect(() => {
    for (; pushed < 8192; pushed += 1) parser.push(piece);
  }).toThrow(new SseTooLong(1_048_576));
  expect(pushed).toBe(1023);
  expect(events).toEqual([message('first')]);
});

test('takes a large event in small pieces without searching it again for each', () => {
  // 16 million characters in 64-character pieces: searching the whole line again for each would take minutes.
  const piece = 'x'.repeat(64);
  const pieces = 262_144;
  let length = 0;
  const parser = new SseParser({ onEvent: ({ data }) => (length = data.length), maxEventLength: 64 * pieces + 6 });
  parser.push('data: ');
  for (let index = 0; index < pieces; index += 1) parser.push(piece);
  parser.push('\n\n');
  expect(length).toBe(64 * pieces);
});
