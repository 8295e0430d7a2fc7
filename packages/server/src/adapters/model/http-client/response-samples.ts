/** A whole response, as Latin-1, and what must be read from it. */
export interface Sample {
  readonly text: string;
  readonly body: string;
  /** Default 200. */
  readonly status?: number;
  /** What follows on the connection and is no part of it. */
  readonly after?: string;
  /** Default true. */
  readonly keepsAlive?: boolean;
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const NEXT = 'HTTP/1.1 500 Next\r\nContent-Length: 0\r\n\r\n';

/** One of each kind that a provider or a proxy before it may send. */
export const WHOLE: Readonly<Record<string, Sample>> = {
  'in chunks': { text: `${CHUNKED}6\r\ndata: \r\n5\r\nhi\r\n\n\r\n0\r\n\r\n`, body: 'data: hi\r\n\n' },
  'in chunks whose content looks like chunks': {
    text: `${CHUNKED}10\r\n0\r\n\r\n5\r\nabc\r\n0\r\n\r\n0\r\n\r\n`,
    body: '0\r\n\r\n5\r\nabc\r\n0\r\n',
  },
  'in chunks with extensions and sizes in any case': {
    text: `${CHUNKED}00A;name="a;b"\r\n0123456789\r\n0b;x\r\n0123456789!\r\n000;last\r\n\r\n`,
    body: '01234567890123456789!',
  },
  'in chunks with trailers': {
    text: `${CHUNKED}3\r\nabc\r\n0\r\nX-Checksum: 1\r\nContent-Length: 99\r\n\r\n`,
    body: 'abc',
  },
  'in chunks, with the next response behind it': { text: `${CHUNKED}3\r\nabc\r\n0\r\n\r\n`, body: 'abc', after: NEXT },
  'of a length': { text: `${OK}Content-Length: 9\r\n\r\ndata: é\r\n`, body: 'data: é\r\n' },
  'of a length, with the next response behind it': {
    text: `${OK}content-length:3\r\n\r\nabc`,
    body: 'abc',
    after: NEXT,
  },
  'of no length': { text: `${OK}Content-Length: 0\r\n\r\n`, body: '', after: 'x' },
  'until the connection closes': { text: `${OK}\r\ndata: hi\r\n\r\n`, body: 'data: hi\r\n\r\n', keepsAlive: false },
  'that closes': { text: `${OK}Content-Length: 2\r\nConnection: x, Close\r\n\r\nab`, body: 'ab', keepsAlive: false },
  'of HTTP/1.0': { text: 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nab', body: 'ab', keepsAlive: false },
  'without a reason': { text: 'HTTP/1.1 404\r\nContent-Length: 2\r\n\r\nno', body: 'no', status: 404 },
  'without content': { text: 'HTTP/1.1 204 No Content\r\n\r\n', body: '', status: 204, after: 'x' },
  'after others that are interim': {
    text: `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 5\r\n\r\n${CHUNKED}3\r\nabc\r\n0\r\n\r\n`,
    body: 'abc',
  },
  'with an empty header and Latin-1 in another': {
    text: `${OK}X-Empty:\r\nX-Name: Zoë\r\nContent-Length: 1\r\n\r\na`,
    body: 'a',
  },
};

/** Responses that have an end of their own. */
export const CUT_OFF: Readonly<Record<string, string>> = {
  'in chunks': `${CHUNKED}3\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n`,
  'of a length': `${OK}Content-Length: 3\r\n\r\nabc`,
  'after an interim one': 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
};

const headed = (...lines: readonly string[]): string => `HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`;

/** What two readers could understand differently, and what fills a memory. */
export const REFUSED: Readonly<Record<string, string>> = {
  'no HTTP': 'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  'HTTP/2': 'HTTP/2 200 OK\r\n\r\n',
  'a line before the status line': `\r\n${OK}\r\n`,
  'a status of two digits': 'HTTP/1.1 20 OK\r\n\r\n',
  'a status of four digits': 'HTTP/1.1 2000 OK\r\n\r\n',
  'a status with a sign': 'HTTP/1.1 +20 OK\r\n\r\n',
  'a control character in its reason': 'HTTP/1.1 200 O\0K\r\n\r\n',
  'another protocol': 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n',
  'two different lengths': `${headed('Content-Length: 3', 'Content-Length: 4')}abcd`,
  'the same length twice': `${headed('Content-Length: 3', 'content-length: 3')}abc`,
  'a list of lengths': `${headed('Content-Length: 3, 3')}abc`,
  'a length and a coding': `${headed('Content-Length: 3', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
  'a coding and a length': `${headed('Transfer-Encoding: chunked', 'Content-Length: 3')}0\r\n\r\n`,
  'a negative length': `${headed('Content-Length: -3')}abc`,
  'a length with a sign': `${headed('Content-Length: +3')}abc`,
  'a hexadecimal length': `${headed('Content-Length: 0x3')}abc`,
  'a fractional length': `${headed('Content-Length: 3.0')}abc`,
  'an empty length': `${headed('Content-Length: ')}abc`,
  'a huge length': `${headed('Content-Length: 99999999999999999999')}abc`,
  'an unknown coding': `${headed('Transfer-Encoding: gzip')}abc`,
  'two codings': `${headed('Transfer-Encoding: gzip, chunked')}0\r\n\r\n`,
  'two codings in two lines': `${headed('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}0\r\n\r\n`,
  'chunks coded twice': `${headed('Transfer-Encoding: chunked, chunked')}0\r\n\r\n`,
  'an empty coding': `${headed('Transfer-Encoding:')}abc`,
  'a coding with a vertical tab': `${headed('Transfer-Encoding: \vchunked')}0\r\n\r\n`,
  'chunks in HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'a coding without content': 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked, x\r\n\r\n',
  'a folded header': `${headed('X-A: 1', ' Content-Length: 3')}abc`,
  'a space before the colon': `${headed('Content-Length : 3')}abc`,
  'a line without a colon': headed('Content-Length'),
  'a header without a name': headed(': 3'),
  'a NUL in a header': headed('X-A: a\0b'),
  'a carriage return in a header': headed('X-A: a\rContent-Length: 3'),
  'a bare line feed in its head': 'HTTP/1.1 200 OK\r\nX-A: 1\nContent-Length: 3\r\n\r\nabc',
  'bare line feeds alone': 'HTTP/1.1 200 OK\nContent-Length: 3\n\nabc',
  'a head that is too long': headed(`X-A: ${'a'.repeat(33_000)}`),
  'interim heads without end': 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1_400),
  'a chunk without a size': `${CHUNKED}\r\nabc\r\n`,
  'a chunk size that is none': `${CHUNKED}g\r\nabc\r\n`,
  'a negative chunk size': `${CHUNKED}-3\r\nabc\r\n`,
  'a chunk size in the style of C': `${CHUNKED}0x3\r\nabc\r\n`,
  'a chunk size with a space before': `${CHUNKED} 3\r\nabc\r\n`,
  'a chunk size with a space behind': `${CHUNKED}3 \r\nabc\r\n`,
  'a huge chunk size': `${CHUNKED}ffffffff\r\nabc\r\n`,
  'a chunk size beyond all numbers': `${CHUNKED}${'f'.repeat(400)}\r\nabc\r\n`,
  'a chunk size of zeros without end': `${CHUNKED}${'0'.repeat(5_000)}`,
  'a chunk size ended by a bare line feed': `${CHUNKED}3\nabc\r\n0\r\n\r\n`,
  'a chunk size ended by a bare carriage return': `${CHUNKED}3\rabc\r\n0\r\n\r\n`,
  'an extension ended by a bare line feed': `${CHUNKED}3;a\nabc\r\n0\r\n\r\n`,
  'an extension that is too long': `${CHUNKED}3;${'a'.repeat(5_000)}`,
  'a chunk longer than its size': `${CHUNKED}3\r\nabcd\r\n0\r\n\r\n`,
  'a chunk ended by a bare line feed': `${CHUNKED}3\r\nabc\n0\r\n\r\n`,
  'a chunk ended by a bare carriage return': `${CHUNKED}3\r\nabc\r0\r\n\r\n`,
  'other bytes in place of the end of a chunk': `${CHUNKED}3\r\nabcXX0\r\n\r\n`,
  'another byte in place of the line feed of a size': `${CHUNKED}3\rXabc\r\n0\r\n\r\n`,
  'another byte in place of the line feed of a trailer': `${CHUNKED}0\r\nX-A: 1\rX\r\n`,
  'another byte in place of the last line feed': `${CHUNKED}0\r\n\rX`,
  'a trailer ended by a bare line feed': `${CHUNKED}0\r\nX-A: 1\n\r\n`,
  'a blank line without its carriage return': `${CHUNKED}0\r\n\n`,
  'trailers that are too long': `${CHUNKED}0\r\nX-A: ${'a'.repeat(33_000)}`,
};
