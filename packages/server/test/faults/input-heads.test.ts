import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { rawRequest } from '../http/support/raw-request.ts';
import { nativeClient } from '../support/native-client.ts';
import { useServer } from '../support/use-server.ts';

const used = useServer();
const KILOBYTE = 1_024;

function port(): number {
  return Number(new URL(used.server.url).port);
}

/** A request with this address and these header lines, on a connection of its own. */
async function answerTo(address: string, headers: readonly string[] = [], method = 'GET') {
  const lines = [`${method} ${address} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, '', ''];
  const answer = await rawRequest(port(), [lines.join('\r\n')]);
  return { ...answer, json: answer.body === '' ? null : (JSON.parse(answer.body) as Record<string, unknown>) };
}

function many(count: number, line = 'X-A: b'): readonly string[] {
  return Array.from({ length: count }, () => line);
}

verifies('fault:A02', 'answers too many and too large headers with 431, in the shape of the surface', async () => {
  const hostile: readonly (readonly string[])[] = [
    [`X-Long: ${'a'.repeat(16 * KILOBYTE)}`],
    [`Cookie: ${'a'.repeat(60 * KILOBYTE)}`],
    many(1_000),
    many(101, 'a:'),
    // More than the parser keeps: none of them may get lost unseen.
    many(2_500),
    many(17, `X-Long: ${'a'.repeat(KILOBYTE)}`),
  ];
  for (const headers of hostile) {
    const native = await answerTo('/api/v1/conversations', headers);
    expect([native.status, native.json]).toEqual([431, expect.objectContaining({ code: 'headers_too_large' })]);
    expect(native.headers).toContain('application/problem+json');
    const chat = await answerTo('/assistant/health', headers);
    expect([chat.status, chat.json]).toEqual([431, expect.objectContaining({ error: 'Headers too large' })]);
    expect((await answerTo('/nowhere', headers)).status).toBe(431);
  }
  const fine = await answerTo('/health', [...many(80), `X-Long: ${'a'.repeat(15 * KILOBYTE)}`]);
  expect(fine.status).toBe(200);
});

verifies('fault:A02', 'answers an address of 64 KB with 414, known or not, and keeps what is shorter', async () => {
  const long = 'a'.repeat(64 * KILOBYTE);
  const native = await answerTo(`/api/v1/conversations?${long}`);
  expect([native.status, native.json]).toEqual([414, expect.objectContaining({ code: 'address_too_long' })]);
  for (const address of [`/health?${long}`, `/${long}`, `/assistant/${long}`, `/api/v1/turns/${long}`]) {
    expect([address.slice(0, 20), (await answerTo(address)).status]).toEqual([address.slice(0, 20), 414]);
  }
  expect((await answerTo(`/health?message=${'%20'.repeat(20 * KILOBYTE)}`)).status).toBe(200);
});

verifies('fault:A02', 'ends a connection whose head does not end, and goes on serving', async () => {
  const endless = function* (start: string, more: string): Iterable<string> {
    yield start;
    for (;;) yield more;
  };
  const inHeaders = await rawRequest(port(), endless('GET / HTTP/1.1\r\nHost: a\r\n', `X-A: ${'b'.repeat(1_000)}\r\n`));
  const inValue = await rawRequest(port(), endless('GET / HTTP/1.1\r\nHost: a\r\nX: ', 'b'.repeat(1_000)));
  const inAddress = await rawRequest(port(), endless('GET /', 'b'.repeat(1_000)));
  // Who goes on sending may miss the answer; the connection ends all the same.
  for (const { status } of [inHeaders, inValue, inAddress]) expect([0, 431]).toContain(status);
  expect((await nativeClient(used.server.url).call('GET', '/conversations')).status).toBe(200);
});
