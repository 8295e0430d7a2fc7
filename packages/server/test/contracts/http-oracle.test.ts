import { request } from 'node:http';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { HttpProtocolError } from '../../src/adapters/model/http-client/http-protocol-error.ts';
import { ResponseParser } from '../../src/adapters/model/http-client/response-parser.ts';
import { REFUSED, WHOLE } from '../../src/adapters/model/http-client/response-samples.ts';

/** What was read of a response; undefined where it was refused or ended too early. */
type Answer = { readonly status: number; readonly body: string } | undefined;

function ourAnswer(bytes: Buffer): Answer {
  let status = 0;
  let body = '';
  const parser = new ResponseParser({
    onHead: (head) => {
      status = head.status;
    },
    onBody: (piece, start, end) => {
      body += piece.toString('latin1', start, end);
    },
  });
  try {
    parser.push(bytes, bytes.length);
    if (!parser.done) parser.close();
    return { status, body };
  } catch (error) {
    if (error instanceof HttpProtocolError) return undefined;
    throw error;
  }
}

/** The same bytes through the parser of `node:http`. */
function answerOfNode(bytes: Buffer): Promise<Answer> {
  return new Promise((resolve) => {
    const connection = new Duplex({ read: () => undefined, write: (_bytes, _encoding, done) => done() });
    const asking = request({ method: 'POST', createConnection: () => connection }, (response) => {
      let body = '';
      response.setEncoding('latin1');
      response.on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', () => resolve(undefined));
    });
    asking.on('error', () => resolve(undefined));
    asking.on('upgrade', () => resolve(undefined));
    asking.end();
    setImmediate(() => {
      connection.push(bytes);
      connection.push(null);
    });
  });
}

const samples = [...Object.values(WHOLE).map(({ text }) => text), ...Object.values(REFUSED)]
  .filter((text) => text.length < 1_000)
  .map((text) => Buffer.from(text, 'latin1'));
const byte = fc.oneof(fc.constantFrom(...Buffer.from('\r\n :0;,\t\0')), fc.integer({ min: 0, max: 255 }));
const change = fc.tuple(fc.nat(), fc.constantFrom('set', 'add', 'drop'), byte);
const changed = fc.tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 2 })).map(([sample, changes]) => {
  const bytes = [...sample];
  for (const [place, kind, value] of changes) {
    const at = place % (bytes.length + 1);
    if (kind === 'add') bytes.splice(at, 0, value);
    else bytes.splice(at, 1, ...(kind === 'set' ? [value] : []));
  }
  return Buffer.from(bytes);
});

describe('a response that Node reads too', () => {
  verifies('model:http-framing', 'has the same status and body here, or is refused by one of both', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(changed, async (bytes) => {
        const [ours, theirs] = [ourAnswer(bytes), await answerOfNode(bytes)];
        if (ours === undefined || theirs === undefined) return;
        compared += 1;
        expect(ours).toEqual(theirs);
      }),
      { numRuns: 2_000 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});
